package io.emkd.storage.artifact.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.emkd.domain.error.NotFoundException;
import io.emkd.storage.artifact.Artifacts;
import io.emkd.storage.artifact.Sharing;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.disk.Checksums;
import io.emkd.storage.disk.StoredText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Artifacts in a directory, which several processes may share. Thread-safe. */
public final class LocalArtifacts implements Artifacts {
  /** Held by the process that changes a text in the same directory. */
  private static final String LOCK = ".routing.lock";

  private final Path root;
  private final Sharing sharing;
  private final Cache<String, String> texts;

  public LocalArtifacts(Path root, Sharing sharing) {
    this.root = root;
    this.sharing = sharing;
    this.texts =
        Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(sharing.textAge()).build();
  }

  @Override
  public List<String> roots() {
    return names(AtomicDirectory.finished(root));
  }

  @Override
  public List<String> directories(String parent) {
    try {
      return names(AtomicDirectory.finished(root.resolve(parent)));
    } catch (UncheckedIOException unreadable) {
      throw StoredText.refused(parent, unreadable);
    }
  }

  private static List<String> names(List<Path> paths) {
    return paths.stream().map(path -> path.getFileName().toString()).toList();
  }

  @Override
  public boolean write(String path, Consumer<Path> content) {
    try {
      AtomicDirectory.write(
          root.resolve(path),
          directory -> {
            content.accept(directory);
            Checksums.write(directory);
          });
      return true;
    } catch (UncheckedIOException failed) {
      if (failed.getCause() instanceof FileAlreadyExistsException) {
        return false;
      }
      throw failed;
    }
  }

  @Override
  public Path open(String path) {
    Path directory = root.resolve(path);
    if (!Files.isDirectory(directory)) {
      throw new NotFoundException("artifact", path, "it was removed");
    }
    Checksums.verify(directory, path);
    return directory;
  }

  @Override
  public void remove(String path) {
    if (Files.exists(root.resolve(path))) {
      AtomicDirectory.remove(root.resolve(path));
    }
    texts.asMap().keySet().removeIf(text -> text.startsWith(path + "/"));
  }

  @Override
  public Optional<String> text(String path) {
    String known = texts.getIfPresent(path);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<String> read = read(path);
    read.ifPresent(text -> texts.put(path, text));
    return read;
  }

  private Optional<String> read(String path) {
    return StoredText.read(root.resolve(path), path);
  }

  @Override
  public void forget(String path) {
    texts.invalidate(path);
  }

  @Override
  public String change(String path, Function<Optional<String>, String> change) {
    return write(path, () -> change.apply(read(path)));
  }

  @Override
  public void replace(String path, String text) {
    write(
        path,
        () -> {
          // A directory cannot be replaced by a file.
          if (Files.isDirectory(root.resolve(path))) {
            AtomicDirectory.remove(root.resolve(path));
          }
          return text;
        });
  }

  private synchronized String write(String path, Supplier<String> text) {
    Path file = root.resolve(path);
    try (FileChannel channel =
            FileChannel.open(
                file.resolveSibling(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      String changed = text.get();
      AtomicDirectory.replaceFile(file, changed);
      texts.put(path, changed);
      return changed;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void sweep(String parent) {
    AtomicDirectory.sweep(root.resolve(parent), sharing.unfinishedAge());
  }
}
