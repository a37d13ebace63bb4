package io.emkd.systemtests;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The class path of servers in processes of their own, and an archive of the classes that their
 * start loads, as the launcher makes one: without it a third of a start is reading and verifying
 * them again. It is made by the first test that asks, once a build.
 */
final class ClassArchive {
  private static final String REHEARSAL = "io.emkd.bootstrap.StartRehearsal";

  private ClassArchive() {}

  /** Options of Java: the class path, and the archive where the class path is of jars alone. */
  static synchronized List<String> options() throws IOException {
    List<Path> entries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .filter(entry -> Files.exists(entry) && !entry.endsWith("test-classes"))
            .toList();
    List<String> options = new ArrayList<>(classPath(entries));
    // As `mvn test` has it, which packages nothing: classes in folders cannot be archived.
    if (entries.stream().allMatch(Files::isRegularFile)) {
      options.add("-XX:SharedArchiveFile=" + archive(entries));
      options.add("-Xlog:cds*=off");
    }
    return options;
  }

  private static List<String> classPath(List<Path> entries) {
    return List.of(
        "-cp",
        entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
  }

  private static Path archive(List<Path> entries) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "class-archive").toAbsolutePath());
    // Which Java, and which jars.
    int key = (Runtime.version() + newest(entries) + entries).hashCode();
    Path archive = folder.resolve(Integer.toHexString(key) + ".jsa");
    try (FileChannel file =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      if (!Files.exists(archive)) {
        rehearse(entries, archive, folder.resolve("rehearsal.log"));
      }
    }
    return archive;
  }

  private static String newest(List<Path> entries) throws IOException {
    String newest = "";
    for (Path entry : entries) {
      String changed = Files.getLastModifiedTime(entry).toString();
      newest = changed.compareTo(newest) > 0 ? changed : newest;
    }
    return newest;
  }

  private static void rehearse(List<Path> entries, Path archive, Path log) throws IOException {
    Path unfinished = archive.resolveSibling(archive.getFileName() + ".unfinished");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ArchiveClassesAtExit=" + unfinished));
    command.addAll(classPath(entries));
    command.add(REHEARSAL);
    Process rehearsal =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!rehearsal.waitFor(2, TimeUnit.MINUTES) || rehearsal.exitValue() != 0) {
        rehearsal.destroyForcibly();
        throw new IllegalStateException("no archive of classes: " + log + " says why");
      }
    } catch (InterruptedException stopped) {
      rehearsal.destroyForcibly();
      throw new IllegalStateException(stopped);
    }
    Files.move(unfinished, archive);
  }
}
