package io.emkd.benchmarks;

import io.emkd.cli.CliException;
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

/** A server in a process of its own, and a channel to it. */
final class ServingProcess implements AutoCloseable {
  final ManagedChannel channel;
  private final Process process;

  /**
   * @param processors which it may use
   */
  ServingProcess(Path dataDirectory, String device, Processors processors) throws IOException {
    List<String> command = new ArrayList<>(processors.prefix());
    command.addAll(
        CommandProcess.line(
            List.of(
                "serve",
                "--port",
                "0",
                "--metrics-port",
                "-1",
                "--http-port",
                "-1",
                "--device",
                device,
                "--data-dir",
                dataDirectory.toString())));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    if (line == null) {
      process.destroyForcibly();
      throw new CliException("the server did not start, as it says above");
    }
    channel =
        Grpc.newChannelBuilder(
                "localhost:" + line.substring(line.lastIndexOf(' ') + 1),
                InsecureChannelCredentials.create())
            .directExecutor()
            .build();
  }

  /** What it takes of the processors from now on. */
  CpuTime cpuTime() {
    return CpuTime.of(process.toHandle());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    // Its files are deleted next.
    process.destroy();
    process.onExit().join();
  }
}
