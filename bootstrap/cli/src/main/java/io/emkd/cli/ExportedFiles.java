package io.emkd.cli;

import com.google.gson.JsonObject;
import io.emkd.v1.FilePiece;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of an export, which take the place of those of their names when all are whole. */
final class ExportedFiles implements AutoCloseable {
  private final Path directory;
  private final List<Unfinished> files = new ArrayList<>();
  private @Nullable OutputStream open;

  /** A file that was exported. */
  record Written(Path path, long bytes) {
    JsonObject json() {
      JsonObject object = new JsonObject();
      object.addProperty("path", path.toString());
      object.addProperty("bytes", bytes);
      return object;
    }
  }

  private record Unfinished(String name, Path target, Path unfinished) {}

  ExportedFiles(Path directory) {
    this.directory = directory;
  }

  /** Pieces of one file come one after the other. */
  void write(FilePiece piece) throws IOException {
    OutputStream out = open;
    if (out == null || !files.get(files.size() - 1).name().equals(piece.getFile())) {
      out = begin(piece.getFile());
    }
    piece.getContent().writeTo(out);
  }

  private OutputStream begin(String name) throws IOException {
    closeOpen();
    Files.createDirectories(directory);
    Path target = directory.resolve(Path.of(name).getFileName());
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".unfinished");
    // Where the command is stopped by a signal.
    unfinished.toFile().deleteOnExit();
    files.add(new Unfinished(name, target, unfinished));
    OutputStream begun = Files.newOutputStream(unfinished);
    open = begun;
    return begun;
  }

  List<Written> publish() throws IOException {
    closeOpen();
    List<Written> written = new ArrayList<>();
    for (Unfinished file : files) {
      long bytes = Files.size(file.unfinished());
      Files.move(file.unfinished(), file.target(), StandardCopyOption.REPLACE_EXISTING);
      written.add(new Written(file.target(), bytes));
    }
    return written;
  }

  private void closeOpen() throws IOException {
    if (open != null) {
      OutputStream closing = open;
      open = null;
      closing.close();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      closeOpen();
    } finally {
      for (Unfinished file : files) {
        Files.deleteIfExists(file.unfinished());
      }
    }
  }
}
