package io.emkd.cli;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server a command talks to. */
public final class ServerConnection {
  /** What accepts a connection and then says nothing is no gRPC server. */
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** A connection whose other end is gone without a word is noticed in their sum. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(20);

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "The server. Default: EMKD_TARGET, else localhost:50051.")
  @Nullable String target;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Give up after so long, e.g. 30s. Default: never, while the server is there.")
  @Nullable Duration timeout;

  @Mixin ServerCredentials credentials;

  /** Runs {@code work} over a channel that is closed afterwards. */
  public <R> R call(Function<ManagedChannel, R> work) {
    Target server = Target.of(target, System.getenv(Target.VARIABLE));
    String address = server.hostAndPort();
    ServerCredentials.Given given = credentials.given(System.getenv(), server);
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new CliException("--timeout is " + timeout + " but must be above 0, e.g. 30s");
    }
    EventLoopGroup network = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    NettyChannelBuilder builder =
        given
            .channelTo(address)
            .eventLoopGroup(network)
            .channelType(NioSocketChannel.class)
            .maxInboundMessageSize(64 << 20)
            .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_ANSWER.toSeconds(), TimeUnit.SECONDS);
    if (timeout != null) {
      builder.intercept(new Deadline(timeout));
    }
    ManagedChannel channel = builder.build();
    try {
      connect(channel, address);
      return work.apply(channel);
    } catch (StatusRuntimeException failed) {
      throw TlsFailure.of(failed, server, given.usesTls())
          .orElseGet(() -> ServerFailure.of(failed, address));
    } finally {
      channel.shutdownNow();
      // Java waits 0.3 s for a thread that is inside of the system's select when it exits.
      network.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }

  /** Else a call would wait for ever for a server that does not greet; a refusal is left to it. */
  private static void connect(ManagedChannel channel, String address) {
    long end = System.nanoTime() + CONNECT.toNanos();
    ConnectivityState state = channel.getState(true);
    while (state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING) {
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      try {
        if (!changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw new CliException(
              ExitCode.UNREACHABLE,
              "UNAVAILABLE: "
                  + address
                  + " did not answer in "
                  + CONNECT.toSeconds()
                  + " s\nIs a gRPC server there? --target or EMKD_TARGET name one",
              null);
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new CliException(ExitCode.REFUSED, "interrupted", stopped);
      }
      state = channel.getState(true);
    }
  }

  private record Deadline(Duration timeout) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return next.newCall(
          method, options.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS));
    }
  }
}
