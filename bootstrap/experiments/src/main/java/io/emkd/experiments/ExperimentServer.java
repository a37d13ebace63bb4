package io.emkd.experiments;

import io.emkd.cli.EmkdCommand;
import io.emkd.server.EmkdServer;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server of an experiment's own, and what experiments ask of it. */
final class ExperimentServer implements AutoCloseable {
  private final EmkdServer server;
  private final ManagedChannel channel;

  private ExperimentServer(EmkdServer server) {
    this.server = server;
    this.channel = Grpc.newChannelBuilder(target(), InsecureChannelCredentials.create()).build();
  }

  static ExperimentServer start(Path dataDirectory, String device) {
    return new ExperimentServer(
        EmkdServer.start(
            Map.of(
                "emkd.port",
                0,
                "emkd.metrics-port",
                -1,
                "emkd.http-port",
                -1,
                "emkd.data-dir",
                dataDirectory.toString(),
                "emkd.device",
                device),
            Optional.empty()));
  }

  String target() {
    return "localhost:" + server.port();
  }

  ManagedChannel channel() {
    return channel;
  }

  /** Imports files as the paper's datasets are; whether it succeeded. */
  boolean importFiles(String dataset, List<Path> files) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "import",
                "--target",
                target(),
                "--dataset",
                dataset,
                "--format",
                "recbole",
                "--attributes",
                "attributes"));
    files.forEach(file -> command.add(file.toString()));
    return EmkdCommand.commandLine().execute(command.toArray(String[]::new)) == 0;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
