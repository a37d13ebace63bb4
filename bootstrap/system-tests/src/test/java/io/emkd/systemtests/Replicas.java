package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Several servers behind one name, as a headless Service gives them, to a client that balances as
 * docs/operations.md says.
 */
final class Replicas extends NameResolverProvider implements AutoCloseable {
  private static final Pattern SERVICE_CONFIG =
      Pattern.compile("```json\n(\\{.*?\n})\n```", Pattern.DOTALL);

  private final List<EquivalentAddressGroup> addresses;

  Replicas(List<Integer> ports) {
    addresses =
        ports.stream()
            .map(port -> new EquivalentAddressGroup(new InetSocketAddress("localhost", port)))
            .toList();
    NameResolverRegistry.getDefaultRegistry().register(this);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A channel to all of them; the certificates, if any, are of localhost. */
  ManagedChannel channel(ChannelCredentials credentials, ClientInterceptor... interceptors)
      throws IOException {
    return Grpc.newChannelBuilder("replicas:///emkd", credentials)
        .defaultServiceConfig(documentedServiceConfig())
        .enableRetry()
        .intercept(interceptors)
        .build();
  }

  @Override
  public void close() {
    NameResolverRegistry.getDefaultRegistry().deregister(this);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> documentedServiceConfig() throws IOException {
    Matcher json =
        SERVICE_CONFIG.matcher(
            Files.readString(Path.of(System.getProperty("project.root"), "docs", "operations.md")));
    assertThat(json.find()).isTrue();
    return new Gson().fromJson(json.group(1), Map.class);
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        // What their certificates are of.
        return "localhost";
      }

      @Override
      public void start(Listener2 listener) {
        listener.onResult(
            ResolutionResult.newBuilder()
                .setAddressesOrError(StatusOr.fromValue(addresses))
                .build());
      }

      @Override
      public void shutdown() {}
    };
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public String getDefaultScheme() {
    return "replicas";
  }
}
