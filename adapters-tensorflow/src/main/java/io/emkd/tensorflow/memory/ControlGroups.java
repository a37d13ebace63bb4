package io.emkd.tensorflow.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The limits of memory of the control groups that this process is in, of versions 1 and 2, from its
 * own group up to the root.
 */
final class ControlGroups {
  /** What version 1 says where there is no limit is near 2^63; no machine has as much as this. */
  private static final long UNLIMITED = 1L << 60;

  private final Path root;

  /** The names of one version's files. */
  private record Names(String limit, String usage, String statistics) {}

  private static final Names VERSION_1 =
      new Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_");
  private static final Names VERSION_2 = new Names("memory.max", "memory.current", "");

  /** Where a hierarchy is mounted, and which of its groups is there. */
  private record Mount(String group, Path at) {}

  /**
   * @param root {@code /}, or where a test has laid out {@code proc} and what it mounts
   */
  ControlGroups(Path root) {
    this.root = root;
  }

  /** What each limit leaves; empty where there is none. */
  List<Room> rooms() throws IOException {
    List<Room> rooms = new ArrayList<>();
    Path own = root.resolve("proc/self/cgroup");
    if (!Files.exists(own)) {
      return rooms;
    }
    for (String line : Files.readAllLines(own)) {
      // hierarchy:controllers:group
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      boolean version1 = Arrays.asList(parts[1].split(",")).contains("memory");
      if (version1 || parts[1].isEmpty()) {
        Names names = version1 ? VERSION_1 : VERSION_2;
        for (Path group : upwards(parts[2], version1)) {
          room(group, names).ifPresent(rooms::add);
        }
      }
    }
    return rooms;
  }

  /** The directories of a group and of those around it, as far as they are mounted. */
  private List<Path> upwards(String group, boolean version1) throws IOException {
    List<Path> directories = new ArrayList<>();
    Optional<Mount> mounted = mount(version1);
    if (mounted.isEmpty()) {
      return directories;
    }
    Mount mount = mounted.get();
    String prefix = mount.group.equals("/") ? "" : mount.group;
    // In a container whose own group is mounted as the root, the path is the host's.
    String within = group.startsWith(prefix) ? group.substring(prefix.length()) : "";
    Path directory = mount.at.resolve(within.replaceFirst("^/+", "")).normalize();
    while (directory != null && directory.startsWith(mount.at)) {
      directories.add(directory);
      directory = directory.getParent();
    }
    return directories;
  }

  private Optional<Mount> mount(boolean version1) throws IOException {
    for (String line : Files.readAllLines(root.resolve("proc/self/mountinfo"))) {
      // id parent device root mount-point options [optional fields] - type source super-options
      String[] halves = line.split(" - ", 2);
      String[] mount = halves[0].split(" ", -1);
      String[] type = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
      if (mount.length < 5 || type.length < 3) {
        continue;
      }
      boolean memory =
          version1
              ? type[0].equals("cgroup") && Arrays.asList(type[2].split(",")).contains("memory")
              : type[0].equals("cgroup2");
      if (memory) {
        return Optional.of(new Mount(mount[3], root.resolve(mount[4].substring(1)).normalize()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Room> room(Path group, Names names) throws IOException {
    Path limitFile = group.resolve(names.limit);
    Path usageFile = group.resolve(names.usage);
    if (!Files.exists(limitFile) || !Files.exists(usageFile)) {
      return Optional.empty();
    }
    String written = Files.readString(limitFile).strip();
    long limit = written.equals("max") ? Long.MAX_VALUE : Long.parseLong(written);
    if (limit >= UNLIMITED) {
      return Optional.empty();
    }
    long used =
        Math.max(
            0,
            Long.parseLong(Files.readString(usageFile).strip())
                - reclaimable(group.resolve("memory.stat"), names.statistics));
    return Optional.of(
        new Room(
            Math.max(0, limit - used),
            "the limit of "
                + Room.size(limit)
                + " of this process's control group, of which "
                + Room.size(used)
                + " is used"));
  }

  /** Contents of files that the kernel drops before it kills, but for those of running programs. */
  private static long reclaimable(Path statistics, String prefix) throws IOException {
    if (!Files.exists(statistics)) {
      return 0;
    }
    Map<String, Long> values = new HashMap<>();
    for (String line : Files.readAllLines(statistics)) {
      int space = line.indexOf(' ');
      if (space > 0) {
        values.put(line.substring(0, space), Long.parseLong(line.substring(space + 1).strip()));
      }
    }
    long mapped = values.getOrDefault(prefix.isEmpty() ? "file_mapped" : "total_mapped_file", 0L);
    long files =
        values.getOrDefault(prefix + "inactive_file", 0L)
            + values.getOrDefault(prefix + "active_file", 0L);
    return Math.max(0, files - mapped);
  }
}
