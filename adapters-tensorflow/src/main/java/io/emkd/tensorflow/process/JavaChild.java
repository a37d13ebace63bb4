package io.emkd.tensorflow.process;

import io.emkd.tensorflow.memory.ProcessStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Java process of this process's Java and class path. It ends when this process does, by the end
 * of its input, and is what the kernel kills first when memory runs out. Thread-safe but for its
 * streams.
 */
final class JavaChild implements AutoCloseable {
  private static final int KILLED = 128 + 9;
  private static final long PATIENCE_SECONDS = 10;

  /**
   * What anybody prints, the virtual machine and native code included, goes to the log; descriptor
   * 3 is for answers. A key pressed in the terminal and a stop of the service are for the parent,
   * which decides when the child ends.
   */
  private static final String SCRIPT = "trap '' INT TERM HUP; exec 3>&1 1>&2; exec \"$@\"";

  /** This process's options that say what code may do and where libraries are. */
  private static final List<String> INHERITED =
      List.of(
          "--enable-native-access",
          "--sun-misc-unsafe-memory-access",
          "--illegal-native-access",
          "--add-modules",
          "--add-opens",
          "--add-exports",
          "-Djava.io.tmpdir",
          "-Djava.library.path",
          "-Dorg.bytedeco.");

  private final Process process;
  private final ArrayOutput requests;
  private final ArrayInput answers;

  private JavaChild(Process process) {
    this.process = process;
    this.requests = new ArrayOutput(process.getOutputStream());
    this.answers = new ArrayInput(process.getInputStream());
  }

  /**
   * @param main its main class, which calls {@link ChildSide#begin} first
   * @param heapBytes the most that its heap takes
   * @param log takes what it prints, line by line, on a thread of its own
   */
  static JavaChild start(Class<?> main, long heapBytes, Consumer<String> log) {
    return start(main, heapBytes, Map.of(), log);
  }

  /**
   * @param environment in addition to, or in place of, this process's
   */
  static JavaChild start(
      Class<?> main, long heapBytes, Map<String, String> environment, Consumer<String> log) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, main.getSimpleName()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options(heapBytes));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    // The server's settings, passwords among them, are none of its business.
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                (name.startsWith("EMKD_") && !name.equals("EMKD_LOG_LEVEL"))
                    || name.startsWith("AWS_"));
    builder.environment().putAll(environment);
    try {
      JavaChild child = new JavaChild(builder.start());
      Thread reader =
          new Thread(
              new BoundedLog(child.process.getErrorStream(), log),
              "log-of-" + main.getSimpleName());
      reader.setDaemon(true);
      reader.start();
      return child;
    } catch (IOException failed) {
      throw new UncheckedIOException("a Java process could not be started", failed);
    }
  }

  private static List<String> options(long heapBytes) {
    List<String> options = new ArrayList<>();
    for (String own : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (INHERITED.stream().anyMatch(own::startsWith)) {
        options.add(own);
      }
    }
    options.addAll(
        List.of(
            "-Xmx" + (heapBytes >> 20) + "m",
            "-Xms32m",
            // Its Java feeds another computer of numbers: little garbage, little to compile.
            "-XX:+UseSerialGC",
            "-XX:MaxNewSize=64m",
            "-XX:TieredStopAtLevel=1",
            // Else a killed one leaves a file behind.
            "-XX:-UsePerfData",
            // Of a fault in native code the report belongs in the log, not in a file where the
            // server was started: one that is ended in the middle of a step may meet one as it
            // ends.
            "-XX:+ErrorFileToStderr",
            "-Djava.awt.headless=true",
            // JavaCPP would refuse native memory beyond four heaps.
            "-Dorg.bytedeco.javacpp.maxBytes=0",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"));
    return options;
  }

  /** What it reads as {@link ChildSide#requests}. */
  ArrayOutput requests() {
    return requests;
  }

  /** What it writes to {@link ChildSide#answers}; ends with the process. */
  ArrayInput answers() {
    return answers;
  }

  long pid() {
    return process.pid();
  }

  /** The most memory that it has taken so far, in bytes; empty where the system does not say. */
  OptionalLong peakBytes() {
    try {
      return ProcessStatus.bytes(Path.of("/proc"), pid(), "VmHWM");
    } catch (IOException | UncheckedIOException unknown) {
      return OptionalLong.empty();
    }
  }

  /** Waits a moment for the end of a process that no longer answers, and says how it ended. */
  String end() {
    OptionalInt status = awaitEnd();
    if (status.isEmpty()) {
      return "no longer answers";
    }
    return status.getAsInt() == KILLED
        ? "was killed (exit 137), which is what the kernel does when memory runs out"
        : "ended by itself (exit "
            + status.getAsInt()
            + "); what it printed is in the server's log";
  }

  private OptionalInt awaitEnd() {
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** Kills it, whatever it does, and waits until its memory is given back. */
  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
  }
}
