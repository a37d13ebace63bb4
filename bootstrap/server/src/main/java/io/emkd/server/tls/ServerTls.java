package io.emkd.server.tls;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.grpc.security.WatchedFiles;
import io.emkd.grpc.security.WatchedFiles.Watched;
import io.emkd.http.HttpSettings;
import io.emkd.server.settings.SecuritySettings;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of TLS. New files are for new connections; those that are open stay as they
 * are.
 */
public final class ServerTls implements AutoCloseable {
  private static final long SESSION_SECONDS = 300;

  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final SecuritySettings settings;
  private final @Nullable AdvancedTlsX509TrustManager authorities;
  private final List<WatchedFiles> watched = new ArrayList<>();
  private final SslContext context;

  /**
   * Reads the files.
   *
   * @param settings that name a certificate
   * @throws InvalidInputException naming the setting whose file cannot be used
   */
  public ServerTls(SecuritySettings settings) {
    this.settings = settings;
    authorities = settings.verifiesClients() ? authorities() : null;
    try {
      watched.add(
          WatchedFiles.start(
              List.of(
                  new Watched("tls_certificate", settings.tlsCertificateFile()),
                  new Watched("tls_key", settings.tlsKeyFile())),
              settings.reloadInterval(),
              this::identify));
      if (authorities != null) {
        watched.add(
            WatchedFiles.start(
                List.of(new Watched("tls_client_ca", settings.tlsClientCaFile())),
                settings.reloadInterval(),
                contents -> trust(authorities, contents.get(0))));
      }
      SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forServer(keys));
      configure(builder);
      context = builder.build();
    } catch (SSLException impossible) {
      close();
      throw new IllegalStateException(impossible);
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private static AdvancedTlsX509TrustManager authorities() {
    try {
      return AdvancedTlsX509TrustManager.newBuilder().build();
    } catch (CertificateException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String identify(List<byte[]> contents) {
    ServerIdentity identity = ServerIdentity.of(contents.get(0), contents.get(1));
    keys.updateIdentityCredentials(identity.chain(), identity.key());
    return identity.described();
  }

  private static String trust(AdvancedTlsX509TrustManager authorities, byte[] pem) {
    X509Certificate[] certificates = Certificates.of("tls_client_ca", pem);
    try {
      authorities.updateTrustCredentials(certificates);
    } catch (IOException | GeneralSecurityException unusable) {
      throw new InvalidInputException(
          "tls_client_ca", "unusable (" + unusable.getMessage() + ")", "certificates in PEM");
    }
    return certificates.length + " authorities of client certificates";
  }

  /** Says what connections begin with besides the server's certificate. */
  private void configure(SslContextBuilder builder) {
    builder
        .protocols("TLSv1.3", "TLSv1.2")
        // A client whose authority was taken away cannot go on with a session for longer.
        .sessionTimeout(SESSION_SECONDS);
    if (authorities != null) {
      builder
          .trustManager(authorities)
          .clientAuth(settings.tlsClientRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
    }
  }

  /** The same for HTTP. */
  public HttpSettings.Tls forHttp() {
    return new HttpSettings.Tls(new OneKeyManager(keys), this::configure);
  }

  /** What new connections begin with. */
  public SslContext context() {
    return context;
  }

  @Override
  public void close() {
    watched.forEach(WatchedFiles::close);
  }
}
