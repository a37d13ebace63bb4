package io.emkd.storage.disk;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.storage.json.Json;
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
import java.util.Optional;
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
   * @param name of the directory, for messages
   * @throws CorruptArtifactException naming the first file that is missing, differs or cannot be
   *     read
   */
  public static void verify(Path directory, String name) {
    Optional<String> text = StoredText.read(directory.resolve(FILE), name + "/" + FILE);
    if (text.isEmpty()) {
      return;
    }
    Map<?, ?> recorded = Json.readWhole(name + "/" + FILE, text.get(), Map.class);
    if (recorded.isEmpty()) {
      throw new CorruptArtifactException(name + "/" + FILE + " records no file", null);
    }
    Map<String, Path> files = files(directory, name);
    recorded.forEach(
        (file, checksum) -> {
          String place = name + "/" + file;
          Path present = files.get(String.valueOf(file));
          if (present == null) {
            throw new CorruptArtifactException(place + " is missing", null);
          }
          String found = sha256(present, place);
          if (!found.equals(checksum)) {
            throw new CorruptArtifactException(
                place + " is damaged: its SHA-256 is " + found + ", published was " + checksum,
                null);
          }
        });
  }

  private static Map<String, String> of(Path directory) {
    Map<String, String> checksums = new TreeMap<>();
    files(directory, directory.toString())
        .forEach((name, file) -> checksums.put(name, sha256(file, file.toString())));
    return checksums;
  }

  /** All but the checksums, by their names in the directory. */
  private static Map<String, Path> files(Path directory, String name) {
    Map<String, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> found.put(directory.relativize(file).toString(), file));
    } catch (IOException failed) {
      throw StoredText.refused(name, failed);
    } catch (UncheckedIOException failed) {
      throw StoredText.refused(name, failed);
    }
    found.remove(FILE);
    return found;
  }

  private static String sha256(Path file, String name) {
    try (FileChannel channel = FileChannel.open(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException failed) {
      throw StoredText.refused(name, failed);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
