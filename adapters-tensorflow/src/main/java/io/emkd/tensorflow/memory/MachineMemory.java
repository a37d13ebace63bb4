package io.emkd.tensorflow.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What memory there is for a training: what the machine has available, within the limits of the
 * control groups that this process is in. What processes take that this one started, other
 * trainings, counts as there, since trainings follow each other. Thread-safe.
 */
final class MachineMemory {
  private static final Logger LOG = LoggerFactory.getLogger(MachineMemory.class);

  private final Path root;
  private final ControlGroups groups;

  MachineMemory() {
    this(Path.of("/"));
  }

  /**
   * @param root where a test has laid out {@code proc} and what it mounts
   */
  MachineMemory(Path root) {
    this.root = root;
    this.groups = new ControlGroups(root);
  }

  /** The least that something leaves; empty where the system says nothing. */
  Optional<Room> room() {
    try {
      List<Room> rooms = new ArrayList<>(groups.rooms());
      available().ifPresent(rooms::add);
      long children = childrenBytes();
      return rooms.stream()
          .min(Comparator.comparingLong(Room::bytes))
          .map(least -> new Room(least.bytes() + children, least.description()));
    } catch (IOException | NumberFormatException unknown) {
      LOG.warn(
          "what memory there is cannot be read, so no training is refused: {}", unknown.toString());
      return Optional.empty();
    }
  }

  private Optional<Room> available() throws IOException {
    Path file = root.resolve("proc/meminfo");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    long total = 0;
    long available = -1;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("MemTotal:")) {
        total = ProcessStatus.bytes(line);
      } else if (line.startsWith("MemAvailable:")) {
        available = ProcessStatus.bytes(line);
      }
    }
    return available < 0
        ? Optional.empty()
        : Optional.of(
            new Room(
                available,
                "of this machine's "
                    + Room.size(total)
                    + ", "
                    + Room.size(total - available)
                    + " is used"));
  }

  private long childrenBytes() throws IOException {
    Path proc = root.resolve("proc");
    long bytes = 0;
    for (long pid : ProcessHandle.current().children().mapToLong(ProcessHandle::pid).toArray()) {
      if (Files.exists(proc.resolve(Long.toString(pid)))) {
        bytes += ProcessStatus.bytes(proc, pid, "RssAnon").orElse(0);
      }
    }
    return bytes;
  }
}
