package io.emkd.grpc.security;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.emkd.domain.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that belong together and are used while the server runs: when the content of one changes,
 * all are read again. What cannot be used leaves in force what was read before, and is logged once.
 */
public final class WatchedFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

  /** A larger one is none of these files. */
  private static final long LARGEST_BYTES = 16 << 20;

  private final List<Watched> files;
  private final Use use;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("watched-files").build());

  /** What the last attempt saw, a text for a file that could not be read. */
  private List<String> seen = List.of();

  /**
   * One of the files.
   *
   * @param setting which names it, for messages
   */
  public record Watched(String setting, Path file) {}

  /** What is done with the files' content. */
  public interface Use {
    /**
     * Takes the content in the place of what was taken before, or throws and changes nothing.
     *
     * @param contents of the files, in their order
     * @return what was found, for the log
     * @throws InvalidInputException naming the setting and what is wrong with the file
     */
    String take(List<byte[]> contents);
  }

  private WatchedFiles(List<Watched> files, Use use) {
    this.files = files;
    this.use = use;
  }

  /**
   * Reads the files now, and from then on whenever they change.
   *
   * @param interval after which a change is seen, at most
   * @throws InvalidInputException if they cannot be read or used now
   */
  public static WatchedFiles start(List<Watched> files, Duration interval, Use use) {
    WatchedFiles watched = new WatchedFiles(List.copyOf(files), use);
    watched.read();
    var unused =
        watched.clock.scheduleWithFixedDelay(
            watched::lookAgain, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    return watched;
  }

  private String read() {
    List<byte[]> contents = new ArrayList<>();
    List<String> now = new ArrayList<>();
    InvalidInputException unreadable = null;
    for (Watched watched : files) {
      try {
        byte[] content = content(watched);
        contents.add(content);
        now.add(Digests.sha256Hex(content));
      } catch (InvalidInputException failed) {
        unreadable = failed;
        now.add(String.valueOf(failed.getMessage()));
      }
    }
    if (now.equals(seen)) {
      return "";
    }
    seen = now;
    if (unreadable != null) {
      throw unreadable;
    }
    return use.take(contents);
  }

  private static byte[] content(Watched watched) {
    try {
      if (Files.size(watched.file) > LARGEST_BYTES) {
        throw new InvalidInputException(
            watched.setting, watched.file, "a file of at most " + LARGEST_BYTES + " bytes");
      }
      return Files.readAllBytes(watched.file);
    } catch (IOException failed) {
      throw new InvalidInputException(
          watched.setting, watched.file, "a file that can be read: " + failed);
    }
  }

  private void lookAgain() {
    try {
      String found = read();
      if (!found.isEmpty()) {
        LOG.info("read again: {}", found);
      }
    } catch (InvalidInputException unusable) {
      LOG.error("what was read before stays in force: {}", unusable.getMessage());
    } catch (RuntimeException | Error unexpected) {
      // Else nobody would ever look again.
      seen = List.of();
      LOG.error("what was read before stays in force", unexpected);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
