package io.emkd.storage.artifact;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Directories of files that are there whole or not at all, and small texts beside them that are
 * replaced whole. Paths are relative, of names with {@code /} between. Thread-safe.
 */
public interface Artifacts {
  /** The first names of all paths, sorted. */
  List<String> roots();

  /**
   * The names of the finished directories in {@code parent}, sorted; none if it does not exist.
   *
   * @throws io.emkd.domain.error.CorruptArtifactException if it cannot be read
   */
  List<String> directories(String parent);

  /**
   * Writes a new directory; its files are recorded with their SHA-256.
   *
   * @param content fills the local directory that it is given
   * @return false if the path is taken, whether by a finished directory or by one that is on its
   *     way
   */
  boolean write(String path, Consumer<Path> content);

  /**
   * A finished directory's files, each checked against its SHA-256.
   *
   * @throws io.emkd.domain.error.CorruptArtifactException if a file is missing or damaged, by name
   * @throws io.emkd.domain.error.NotFoundException if there is no such directory
   */
  Path open(String path);

  /** Removes a finished directory: gone at once for readers. Nothing happens if it is not there. */
  void remove(String path);

  /**
   * A file's text. One that others replaced may be seen up to {@link Sharing#textAge} later, one
   * that was not there is looked for each time.
   *
   * @throws io.emkd.domain.error.CorruptArtifactException if there is one that is no text or cannot
   *     be read, by its path
   */
  Optional<String> text(String path);

  /** The next reader of a text reads it anew. */
  void forget(String path);

  /**
   * Replaces a text, whole or not at all; no change of another process comes between.
   *
   * @param change from what is there now
   * @return the new text
   * @throws io.emkd.domain.error.CorruptArtifactException if what is there cannot be read
   */
  String change(String path, Function<Optional<String>, String> change);

  /** Puts a text in the place of whatever is there, readable or not. */
  void replace(String path, String text);

  /** Removes what a crash left behind in {@code parent}. */
  void sweep(String parent);

  /**
   * Sweeps each, as {@link #sweep} does; what cannot be removed is logged, and keeps nothing from
   * being used.
   */
  default void sweepAll(Stream<String> parents) {
    parents.forEach(
        parent -> {
          try {
            sweep(parent);
          } catch (RuntimeException failed) {
            System.getLogger(Artifacts.class.getName())
                .log(
                    System.Logger.Level.WARNING,
                    "what a crash may have left in " + parent + " could not be removed",
                    failed);
          }
        });
  }
}
