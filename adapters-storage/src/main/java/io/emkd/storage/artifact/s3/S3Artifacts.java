package io.emkd.storage.artifact.s3;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.storage.artifact.Artifacts;
import io.emkd.storage.artifact.Sharing;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.disk.Checksums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Artifacts in an S3-compatible object store. A directory's {@code checksums.json} is written last
 * and removed first: what lacks it is not there. Its path is claimed by a conditional write of
 * {@code claim}, a text is changed by conditional writes on its ETag; the server must support
 * {@code If-None-Match: *} and {@code If-Match}. Files are kept in a local cache. Thread-safe.
 */
public final class S3Artifacts implements Artifacts {
  private static final Sharing SHARING = Sharing.SEVERAL_PROCESSES;
  private static final String CLAIM = "claim";
  private static final System.Logger LOG = System.getLogger(S3Artifacts.class.getName());

  private final S3Bucket bucket;
  private final String prefix;
  private final Path cache;
  private final LoadingCache<String, @Nullable String> texts;

  /**
   * @param prefix of all keys, empty or with a {@code /} at its end
   * @param cache a directory of this process alone
   */
  public S3Artifacts(S3Bucket bucket, String prefix, Path cache) {
    this.bucket = bucket;
    this.prefix = prefix;
    this.cache = cache;
    // An older text answers while the new one is on its way: no request waits for the object store.
    this.texts =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .refreshAfterWrite(SHARING.textAge())
            .build(loader());
  }

  /** Of a text that is not there, nothing is remembered: to Caffeine that is null. */
  @SuppressWarnings("NullAway") // Does not read that the type's argument is @Nullable.
  private CacheLoader<String, @Nullable String> loader() {
    return path -> bucket.read(key(path)).map(S3Bucket.Text::text).orElse(null);
  }

  private String key(String path) {
    return prefix + path;
  }

  @Override
  public List<String> roots() {
    return bucket.prefixes(prefix);
  }

  @Override
  public List<String> directories(String parent) {
    return byDirectory(parent).entrySet().stream()
        .filter(directory -> isFinished(parent, directory.getKey(), directory.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The objects below {@code parent} by the name of their directory in it. */
  private Map<String, List<S3Object>> byDirectory(String parent) {
    String start = key(parent) + "/";
    TreeMap<String, List<S3Object>> directories = new TreeMap<>();
    for (S3Object object : bucket.list(start)) {
      String[] names = object.key().substring(start.length()).split("/", 2);
      if (names.length == 2) {
        directories.computeIfAbsent(names[0], first -> new ArrayList<>()).add(object);
      }
    }
    return directories;
  }

  private boolean isFinished(String parent, String name, List<S3Object> objects) {
    String last = key(parent) + "/" + name + "/" + Checksums.FILE;
    return objects.stream().anyMatch(object -> object.key().equals(last));
  }

  @Override
  public boolean write(String path, Consumer<Path> content) {
    if (!bucket.create(key(path) + "/" + CLAIM, Instant.now().toString())) {
      return false;
    }
    Path local = cache.resolve(path);
    try {
      AtomicDirectory.delete(local);
      AtomicDirectory.write(
          local,
          directory -> {
            content.accept(directory);
            Checksums.write(directory);
          });
      bucket.upload(local, otherFiles(local), key(path));
      bucket.write(
          key(path) + "/" + Checksums.FILE,
          AtomicDirectory.readText(local.resolve(Checksums.FILE)));
      return true;
    } catch (RuntimeException | Error failed) {
      AtomicDirectory.delete(local);
      removeObjects(path, failed);
      throw failed;
    }
  }

  /** All but the one that says that the others are there. */
  private static List<Path> otherFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.equals(directory.resolve(Checksums.FILE)))
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void removeObjects(String path, Throwable because) {
    try {
      remove(path);
    } catch (RuntimeException left) {
      because.addSuppressed(left);
    }
  }

  /** One at a time: two would fetch to the same place. */
  @Override
  public synchronized Path open(String path) {
    Path local = cache.resolve(path);
    String published =
        bucket
            .read(key(path) + "/" + Checksums.FILE)
            .map(S3Bucket.Text::text)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "artifact",
                        bucket.name(key(path)),
                        "it was removed or is not complete yet"));
    if (isCached(local, published)) {
      try {
        Checksums.verify(local, path);
        return local;
      } catch (CorruptArtifactException damagedCopy) {
        LOG.log(
            System.Logger.Level.WARNING,
            "the local copy is fetched again: " + damagedCopy.getMessage());
      }
    }
    AtomicDirectory.delete(local);
    AtomicDirectory.write(local, directory -> bucket.download(key(path), directory));
    try {
      Checksums.verify(local, path);
      return local;
    } catch (CorruptArtifactException damaged) {
      AtomicDirectory.delete(local);
      throw new CorruptArtifactException(
          "in " + bucket.name(key(path)) + ": " + damaged.getMessage(), damaged);
    }
  }

  private static boolean isCached(Path local, String published) {
    Path checksums = local.resolve(Checksums.FILE);
    return Files.exists(checksums) && AtomicDirectory.readText(checksums).equals(published);
  }

  @Override
  public void remove(String path) {
    bucket.delete(List.of(key(path) + "/" + Checksums.FILE));
    bucket.delete(bucket.list(key(path) + "/").stream().map(S3Object::key).toList());
    texts.asMap().keySet().removeIf(text -> text.startsWith(path + "/"));
    AtomicDirectory.delete(cache.resolve(path));
  }

  @Override
  public Optional<String> text(String path) {
    return Optional.ofNullable(texts.get(path));
  }

  @Override
  public void forget(String path) {
    texts.invalidate(path);
  }

  @Override
  public void replace(String path, String text) {
    bucket.write(key(path), text);
    texts.put(path, text);
  }

  @Override
  public String change(String path, Function<Optional<String>, String> change) {
    return S3Retry.untilWritten(bucket.name(key(path)), () -> changed(path, change));
  }

  /** Empty if another process changed it meanwhile. */
  private Optional<String> changed(String path, Function<Optional<String>, String> change) {
    Optional<S3Bucket.Text> before = bucket.read(key(path));
    String changed = change.apply(before.map(S3Bucket.Text::text));
    boolean written =
        before.isEmpty()
            ? bucket.create(key(path), changed)
            : bucket.replace(key(path), before.get().etag(), changed);
    if (!written) {
      return Optional.empty();
    }
    texts.put(path, changed);
    return Optional.of(changed);
  }

  /** Also drops local copies of what is no longer there. */
  @Override
  public void sweep(String parent) {
    Map<String, List<S3Object>> directories = byDirectory(parent);
    Instant before = Instant.now().minus(SHARING.unfinishedAge());
    directories.forEach(
        (name, objects) -> {
          if (!isFinished(parent, name, objects)
              && objects.stream().allMatch(o -> o.lastModified().isBefore(before))) {
            bucket.delete(objects.stream().map(S3Object::key).toList());
          }
        });
    for (Path copy : AtomicDirectory.finished(cache.resolve(parent))) {
      if (!directories.containsKey(copy.getFileName().toString())) {
        AtomicDirectory.delete(copy);
      }
    }
  }
}
