package io.emkd.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What a user is told of a file of the machine where the command runs. */
public final class LocalFile {
  private LocalFile() {}

  /**
   * @param name of the option or parameter that gave the file
   * @throws CliException unless it is a file that can be read
   */
  static void requireReadable(String name, Path file) {
    String problem =
        Files.notExists(file)
            ? "there is none"
            : Files.isDirectory(file)
                ? "that is a directory"
                : Files.isReadable(file) ? "" : "this user may not read it";
    if (!problem.isEmpty()) {
      throw new CliException(name + " is " + file + " but must be a readable file: " + problem);
    }
  }

  /**
   * @throws CliException unless a file can be made there
   */
  static void requireWritable(String name, Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new CliException(name + " is '" + file + "' but must be a file: that is a directory");
    }
    if (!Files.isDirectory(folder)) {
      throw new CliException(
          name
              + " is '"
              + file
              + "' but must be in a directory that is there: "
              + folder
              + (Files.exists(folder)
                  ? " is a file"
                  : " is not; make it with: mkdir -p " + folder));
    }
    if (!Files.isWritable(folder)) {
      throw new CliException(name + " is '" + file + "' but this user may not write in " + folder);
    }
  }

  /**
   * @throws CliException unless it is a directory or can be made one
   */
  public static void requireDirectory(String name, Path directory) {
    for (Path part = directory.toAbsolutePath().normalize();
        part != null;
        part = part.getParent()) {
      if (Files.isDirectory(part)) {
        if (!Files.isWritable(part)) {
          throw new CliException(
              name + " is '" + directory + "' but this user may not write in " + part);
        }
        return;
      }
      if (Files.exists(part)) {
        throw new CliException(
            name + " is '" + directory + "' but must be a directory: " + part + " is a file");
      }
    }
  }

  /** What went wrong, naming the file where the system does. */
  static String problem(IOException failed) {
    if (!(failed instanceof FileSystemException named)) {
      return String.valueOf(failed.getMessage());
    }
    String reason =
        failed instanceof NoSuchFileException
            ? "there is no such file or directory"
            : failed instanceof AccessDeniedException
                ? "this user may not read or write it"
                : failed instanceof FileAlreadyExistsException
                    ? "it is there already"
                    : failed instanceof NotDirectoryException
                        ? "it is no directory"
                        : failed instanceof DirectoryNotEmptyException
                            ? "the directory is not empty"
                            : named.getReason();
    return named.getFile() + ": " + reason;
  }
}
