package io.emkd.storage.files;

import io.emkd.domain.error.CorruptArtifactException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** SHA-256 of each file of a directory, kept beside them in {@code checksums.json}. */
public final class Checksums {
  /** Lists the other files of its directory. */
  public static final String FILE = "checksums.json";

  private static final int BUFFER_BYTES = 1 << 20;

  private Checksums() {}

  /** Records every file that is there. */
  public static void write(Path directory) {
    AtomicDirectory.writeText(directory.resolve(FILE), Json.write(of(directory)));
  }

  /**
   * A directory of a version that recorded none passes.
   *
   * @throws CorruptArtifactException naming the first file that is missing or differs
   */
  public static void verify(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return;
    }
    Map<?, ?> recorded = Json.read(AtomicDirectory.readText(file), Map.class);
    Map<String, String> found = of(directory);
    recorded.forEach(
        (name, checksum) -> {
          String present = found.get(name);
          if (!checksum.equals(present)) {
            throw new CorruptArtifactException(
                directory.resolve(String.valueOf(name))
                    + (present == null
                        ? " is missing"
                        : " is damaged: its SHA-256 is " + present + ", published was " + checksum),
                null);
          }
        });
  }

  private static Map<String, String> of(Path directory) {
    Map<String, String> checksums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString();
        if (!name.equals(FILE)) {
          checksums.put(name, sha256(file));
        }
      }
      return checksums;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String sha256(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
