package io.emkd.benchmarks;

import io.emkd.server.EmkdServer;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A server in this process on free ports, and a channel to it. */
final class BenchServer implements AutoCloseable {
  final ManagedChannel channel;
  final EmkdServer server;

  /**
   * @param settings by their names in a file, besides the data directory
   */
  BenchServer(Path dataDirectory, Map<String, Object> settings) {
    Map<String, Object> flags = new LinkedHashMap<>(settings);
    flags.put("emkd.port", 0);
    flags.put("emkd.metrics-port", -1);
    flags.put("emkd.http-port", -1);
    flags.put("emkd.data-dir", dataDirectory.toString());
    server = EmkdServer.start(flags, Optional.empty());
    channel =
        Grpc.newChannelBuilder("localhost:" + server.port(), InsecureChannelCredentials.create())
            .directExecutor()
            .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
