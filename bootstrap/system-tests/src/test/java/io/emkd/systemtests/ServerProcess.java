package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server in a process of its own, to be killed. */
record ServerProcess(Process process, ManagedChannel channel) {
  static ServerProcess start(Path data) throws IOException {
    return start(data, Map.of());
  }

  /**
   * @param settings environment variables; who gives options of Java gets those alone
   */
  static ServerProcess start(Path data, Map<String, String> settings) throws IOException {
    return start(data, settings, ProcessBuilder.Redirect.DISCARD);
  }

  /**
   * @param settings environment variables
   * @param log where it goes
   */
  static ServerProcess start(Path data, Map<String, String> settings, ProcessBuilder.Redirect log)
      throws IOException {
    return start(data, 0, -1, settings, log);
  }

  /**
   * @param port of gRPC; 0 for a free one
   * @param metricsPort of HTTP; -1 for a free one
   */
  static ServerProcess start(
      Path data,
      int port,
      int metricsPort,
      Map<String, String> settings,
      ProcessBuilder.Redirect log)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    if (!settings.containsKey("JAVA_TOOL_OPTIONS")) {
      // Two fifths of a start's work is compiling for a longer life than a test's.
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(ClassArchive.options());
    command.addAll(
        List.of(
            "io.emkd.bootstrap.Main",
            "serve",
            "--port",
            String.valueOf(port),
            "--metrics-port",
            String.valueOf(metricsPort),
            "--http-port",
            "-1",
            "--device",
            "cpu",
            "--data-dir",
            data.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log);
    builder.environment().putAll(settings);
    Process process = builder.start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    assertThat(line).contains("listens on port");
    String listening = line.substring(line.lastIndexOf(' ') + 1);
    return new ServerProcess(
        process,
        Grpc.newChannelBuilder("localhost:" + listening, InsecureChannelCredentials.create())
            .build());
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    channel.shutdownNow();
    process.destroyForcibly().waitFor();
  }
}
