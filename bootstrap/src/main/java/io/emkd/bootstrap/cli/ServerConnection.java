package io.emkd.bootstrap.cli;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which server a command talks to. */
final class ServerConnection {
  @Option(
      names = "--target",
      defaultValue = "${env:EMKD_TARGET:-localhost:50051}",
      description = "The server, HOST:PORT. Default: EMKD_TARGET, else localhost:50051.")
  String target;

  ServerConnection() {}

  ServerConnection(String target) {
    this.target = target;
  }

  /** Runs {@code work} over a channel that is closed afterwards. */
  <R> R call(Function<ManagedChannel, R> work) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
            .maxInboundMessageSize(64 << 20)
            .build();
    try {
      return work.apply(channel);
    } finally {
      channel.shutdownNow();
    }
  }
}
