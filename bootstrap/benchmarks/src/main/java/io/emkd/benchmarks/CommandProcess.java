package io.emkd.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command of {@code emkd} that answers in JSON, in a process of its own, whose memory and
 * environment are its own. What it says on standard error is passed on.
 */
public final class CommandProcess {
  private static final int TOLD_LINES = 40;

  /** Standard error's words on what failed, as opposed to its chatter. */
  private static final String TROUBLE = "(?i).*(error|exception|failed|killed|out of memory).*";

  /**
   * How it ended.
   *
   * @param answer what it printed, if that is JSON, which one that failed may have done too
   * @param failure why it did not succeed; empty if it did
   */
  public record Result(Optional<JsonNode> answer, String failure) {
    private static Result failed(String why) {
      return new Result(Optional.empty(), why);
    }
  }

  private CommandProcess() {}

  /**
   * @param environment in place of this process's own values
   * @param limit after which it is killed
   */
  public static Result run(List<String> arguments, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    if (limit.isNegative() || limit.isZero()) {
      return Result.failed("no time was left for it");
    }
    ProcessBuilder builder = new ProcessBuilder(line(arguments));
    builder.environment().putAll(environment);
    Process process = builder.start();
    Thread withThis = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(withThis);
    try {
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(() -> text(process), task -> thread("output", task));
      CompletableFuture<List<String>> told =
          CompletableFuture.supplyAsync(() -> passOn(process), task -> thread("log", task));
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return Result.failed("it was not done after " + limit.toSeconds() + " s");
      }
      JsonNode printed = new ObjectMapper().readTree(output.join());
      return new Result(
          Optional.of(printed).filter(JsonNode::isContainerNode),
          process.exitValue() == 0
              ? ""
              : "exit " + process.exitValue() + ": " + reason(told.join()));
    } catch (JsonProcessingException garbled) {
      return Result.failed("its answer is no JSON: " + garbled.getOriginalMessage());
    } finally {
      process.destroyForcibly();
      removeHook(withThis);
    }
  }

  /** What starts a command by the same Java, with the same options and class path, as this one. */
  static List<String> line(List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add("io.emkd.bootstrap.Main");
    line.addAll(arguments);
    return line;
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // It runs.
    }
  }

  private static void thread(String what, Runnable task) {
    Thread created = new Thread(task, what + "-of-a-command");
    created.setDaemon(true);
    created.start();
  }

  private static String text(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException killed) {
      throw new UncheckedIOException(killed);
    }
  }

  /** Returns its last lines. */
  private static List<String> passOn(Process process) {
    Deque<String> last = new ArrayDeque<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        System.err.println(line);
        last.add(line);
        if (last.size() > TOLD_LINES) {
          last.remove();
        }
      }
    } catch (IOException killed) {
      // What it said until then is enough.
    }
    return List.copyOf(last);
  }

  private static String reason(List<String> told) {
    List<String> said = told.stream().filter(line -> !line.isBlank()).toList();
    return said.stream()
        .filter(line -> line.matches(TROUBLE))
        .reduce((first, second) -> second)
        .orElse(said.isEmpty() ? "it said nothing" : said.get(said.size() - 1))
        .strip();
  }
}
