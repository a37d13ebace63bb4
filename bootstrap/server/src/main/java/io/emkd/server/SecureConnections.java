package io.emkd.server;

import io.emkd.assembly.ServerSettings;
import io.emkd.http.HttpSettings;
import io.emkd.server.settings.SecuritySettings;
import io.emkd.server.tls.ServerTls;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has connections begin with TLS, where the settings name a certificate. */
@Singleton
final class SecureConnections implements BeanCreatedEventListener<ServerBuilder<?>> {
  private final @Nullable ServerTls tls;

  /**
   * @param checked the settings go together
   */
  SecureConnections(ServerSettings checked, SecuritySettings settings) {
    tls = settings.usesTls() ? new ServerTls(settings) : null;
  }

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    ServerBuilder<?> builder = event.getBean();
    if (tls != null) {
      if (!(builder instanceof NettyServerBuilder netty)) {
        throw new IllegalStateException("not Netty's, which alone has TLS here: " + builder);
      }
      netty.sslContext(tls.context());
    }
    return builder;
  }

  /** The same for HTTP; empty where it is plain text. */
  Optional<HttpSettings.Tls> forHttp() {
    return Optional.ofNullable(tls).map(ServerTls::forHttp);
  }

  @PreDestroy
  void stop() {
    if (tls != null) {
      tls.close();
    }
  }
}
