package io.emkd.systemtests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Does what a page tells a reader to type, line by line, each in a process of its own, in one
 * folder. A line that ends in {@code &} is a server, which takes the place of the one before; it
 * listens on free ports, which stand for those that the page names.
 */
final class FollowedPage implements AutoCloseable {
  private static final int SECONDS = 240;
  private static final int GRPC = 50051;
  private static final int HTTP = 8501;
  private static final int METRICS = 9464;

  private final Path folder;
  private final Map<String, String> environment;

  /** Of gRPC, HTTP and metrics, by the ports that pages name. */
  private final Map<Integer, Integer> ports = new LinkedHashMap<>();

  private Process server;

  /**
   * @param environment of every line, in addition to where the server listens
   */
  FollowedPage(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.environment = environment;
    try (ServerSocket grpc = new ServerSocket(0);
        ServerSocket http = new ServerSocket(0);
        ServerSocket metrics = new ServerSocket(0)) {
      ports.put(GRPC, grpc.getLocalPort());
      ports.put(HTTP, http.getLocalPort());
      ports.put(METRICS, metrics.getLocalPort());
    }
  }

  /** Puts an {@code emkd} into the folder that runs this build's classes. */
  void putLauncher() throws IOException {
    Path emkd =
        Files.writeString(
            folder.resolve("emkd"),
            "#!/bin/bash\nexec '"
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 '"
                + String.join("' '", ClassArchive.options())
                + "' io.emkd.bootstrap.Main \"$@\"\n");
    assertThat(emkd.toFile().setExecutable(true)).isTrue();
  }

  /** The lines of the shell's blocks below a heading, up to the next one. */
  static List<String> lines(String document, String heading) {
    String text = Documents.texts().get(document);
    int at = text.indexOf("## " + heading + "\n");
    assertThat(at).as(heading).isNotNegative();
    int next = text.indexOf("\n## ", at + 1);
    String section = text.substring(at, next < 0 ? text.length() : next);
    List<String> lines = new ArrayList<>();
    String[] parts = section.split("(?m)^```\\w*\\n", -1);
    for (int block = 1; block < parts.length; block += 2) {
      parts[block]
          .replaceAll("\\\\\\n\\s*", "")
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(lines::add);
    }
    return lines;
  }

  int port() {
    return port(GRPC);
  }

  private int port(int documented) {
    return requireNonNull(ports.get(documented));
  }

  /** Follows lines and gives what they said, one text a line. */
  List<String> follow(List<String> lines) throws IOException, InterruptedException {
    assertThat(lines).isNotEmpty();
    List<String> said = new ArrayList<>();
    for (String line : lines) {
      if (line.endsWith("&")) {
        stop();
        serve(line.substring(0, line.length() - 1));
      } else {
        said.add(run(line));
      }
    }
    return said;
  }

  String run(String line) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "said", "");
    Process process = start(line, output);
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String said = Files.readString(output);
    assertThat(ended).as("%s ended in %d s; it said: %s", line, SECONDS, said).isTrue();
    assertThat(process.exitValue()).as("%s said: %s", line, said).isZero();
    assertThat(said).as(line).doesNotContain("\tat ");
    return said;
  }

  /** With the ports of this page's server. */
  private String here(String line) {
    String moved = line;
    for (Map.Entry<Integer, Integer> port : ports.entrySet()) {
      moved = moved.replace("localhost:" + port.getKey(), "localhost:" + port.getValue());
    }
    return moved;
  }

  private void serve(String line) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "server", ".log");
    server = start("exec " + line, output);
    for (int wait = 0; wait < 10 * SECONDS; wait++) {
      if (Files.readString(output).contains("listens on port " + port())) {
        return;
      }
      assertThat(server.isAlive()).as(Files.readString(output)).isTrue();
      Thread.sleep(100);
    }
    throw new AssertionError("no server: " + Files.readString(output));
  }

  private Process start(String line, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", "-c", here(line))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("EMKD_"));
    builder.environment().putAll(environment);
    builder.environment().put("EMKD_PORT", String.valueOf(port(GRPC)));
    builder.environment().put("EMKD_HTTP_PORT", String.valueOf(port(HTTP)));
    builder.environment().put("EMKD_METRICS_PORT", String.valueOf(port(METRICS)));
    builder.environment().put("EMKD_TARGET", "localhost:" + port(GRPC));
    builder.environment().put("EMKD_DEVICE", "cpu");
    builder.environment().put("EMKD_WARM_UP", "0s");
    return builder.start();
  }

  void stop() throws InterruptedException {
    if (server != null) {
      server.destroy();
      if (!server.waitFor(60, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
      server = null;
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
