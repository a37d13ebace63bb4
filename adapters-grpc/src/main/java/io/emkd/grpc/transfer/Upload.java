package io.emkd.grpc.transfer;

import com.google.protobuf.ByteString;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.files.NamedFile;
import io.emkd.grpc.call.Places;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of one import as they come, and the room that they take. Not thread-safe. */
public final class Upload implements AutoCloseable {
  private final Spool spool;
  private final Places.Place place;
  private final Path directory;
  private final List<NamedFile> files = new ArrayList<>();
  private @Nullable OutputStream open;
  private long taken;
  private boolean closed;

  private Upload(Spool spool, Places.Place place, Path directory) {
    this.spool = spool;
    this.place = place;
    this.directory = directory;
  }

  /**
   * @throws io.emkd.domain.error.CapacityException if as many are under way as may, or the disk is
   *     nearly full
   */
  static Upload begin(Transfers transfers) throws IOException {
    Places.Place place = transfers.uploads.take();
    try {
      return new Upload(transfers.spool, place, transfers.spool.directory("import-"));
    } catch (IOException | RuntimeException failed) {
      place.close();
      throw failed;
    }
  }

  /**
   * @param file as the caller calls it; another name than the last begins another file
   * @param begins whether it is another file even if it has the name of the last
   * @throws InvalidInputException for a name that is too long, or one file too many
   * @throws io.emkd.domain.error.CapacityException if there is no room for it
   */
  void write(String file, boolean begins, ByteString content) throws IOException {
    if (files.isEmpty() || begins || !files.get(files.size() - 1).name().equals(file)) {
      new Violations()
          .require(
              !file.isBlank() && file.length() <= TransferLimits.FILE_NAME,
              "piece.file",
              "'" + file + "'",
              "a name of 1 to " + TransferLimits.FILE_NAME + " characters")
          .require(
              files.size() < TransferLimits.FILES,
              "piece.file",
              "'" + file + "'",
              "one of at most " + TransferLimits.FILES + " files")
          .throwIfAny();
      closeFile();
      Path path = directory.resolve(String.valueOf(files.size()));
      files.add(new NamedFile(file, path));
      open = Files.newOutputStream(path);
    }
    spool.take(taken, content.size());
    taken += content.size();
    content.writeTo(open);
  }

  public List<NamedFile> files() {
    return files;
  }

  /** Makes an empty directory that goes with the upload. */
  public Path scratch() throws IOException {
    return Files.createDirectory(directory.resolve("scratch"));
  }

  void closeFile() throws IOException {
    if (open != null) {
      OutputStream whole = open;
      open = null;
      whole.close();
    }
  }

  /** Leaves nothing behind. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      closeFile();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      spool.give(taken);
      place.close();
      Spool.delete(directory);
    }
  }
}
