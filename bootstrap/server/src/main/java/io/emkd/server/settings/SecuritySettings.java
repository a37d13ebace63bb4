package io.emkd.server.settings;

import io.emkd.domain.error.Violations;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.env.Environment;
import io.micronaut.core.annotation.Introspected;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who reaches the server, how, and who may do what; docs/security.md tells of all together. */
@Introspected
@ConfigurationProperties("emkd")
public record SecuritySettings(
    @Setting(
            value = "the address where gRPC listens",
            standIn =
                "`127.0.0.1`; with TLS and `--tokens` or `--jwt-keys`, `0.0.0.0`: all addresses")
        String host,
    @Setting(
            value =
                "whether gRPC may listen on other addresses than loopback without TLS, or to callers that it does not tell apart",
            byDefault = "false",
            label = "true|false")
        boolean insecure,
    @Setting(value = "the server's certificates in PEM, its own first", label = "FILE")
        String tlsCertificate,
    @Setting(value = "the certificate's key in PEM (PKCS #8)", label = "FILE") String tlsKey,
    @Setting(
            value =
                "the authorities of client certificates in PEM; who comes with none needs a token",
            label = "FILE")
        String tlsClientCa,
    @Setting(
            value = "whether nobody connects without a client certificate",
            byDefault = "false",
            label = "true|false")
        boolean tlsClientRequired,
    @Setting(
            value =
                "callers by the SHA-256 of their tokens or by client certificate, with their roles, in YAML",
            label = "FILE")
        String tokens,
    @Setting(
            value = "the keys of JWTs, as a JWK set: a file, or an `https://` URL",
            label = "FILE|URL")
        String jwtKeys,
    @Setting("who signs JWTs: their `iss`") String jwtIssuer,
    @Setting("for whom JWTs are: one of their `aud`") String jwtAudience,
    @Setting(value = "the claim of JWTs that lists the caller's roles", byDefault = "roles")
        String jwtRolesClaim,
    @Setting(
            value = "by how much the clock of who signs JWTs may differ",
            byDefault = "30s",
            flag = false)
        @AtLeast(value = 0, message = "a duration, as 30s")
        Duration jwtClockSkew,
    @Setting(
            value =
                "whether gRPC reflection answers; where callers are told apart, only to those who are known",
            byDefault = "true",
            label = "true|false")
        boolean reflection,
    @Setting(
            value = "how often files of certificates, keys and callers are looked at for changes",
            byDefault = "5s",
            flag = false)
        @AtLeast(value = 100, message = "at least 100ms")
        Duration reloadInterval) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String ALL_ADDRESSES = "0.0.0.0";

  /** Where gRPC listens, by settings that are not read into this yet. */
  public static String address(Environment settings) {
    return address(
        given(settings, "host"),
        !given(settings, "tls-certificate").isEmpty()
            && !(given(settings, "tokens").isEmpty() && given(settings, "jwt-keys").isEmpty()));
  }

  private static String given(Environment settings, String name) {
    return settings.getProperty("emkd." + name, String.class).orElse("");
  }

  private static String address(String host, boolean keepsStrangersOut) {
    if (!host.isEmpty()) {
      return host;
    }
    return keepsStrangersOut ? ALL_ADDRESSES : LOOPBACK;
  }

  /** Whether nobody reads what is said, and nobody may do anything that is not granted. */
  private boolean keepsStrangersOut() {
    return usesTls() && tellsCallersApart();
  }

  /** Whether gRPC is reached from this machine alone. */
  public boolean staysOnLoopback() {
    return isLoopback(address(host, keepsStrangersOut()));
  }

  /** Whether connections begin with TLS. */
  public boolean usesTls() {
    return !tlsCertificate.isEmpty();
  }

  /** Whether clients may show certificates. */
  public boolean verifiesClients() {
    return !tlsClientCa.isEmpty();
  }

  /** Whether JWTs say who calls. */
  public boolean readsJwts() {
    return !jwtKeys.isEmpty();
  }

  /** Whether callers are told apart: then nobody may do anything that is not granted. */
  public boolean tellsCallersApart() {
    return !tokens.isEmpty() || readsJwts();
  }

  public Path tlsCertificateFile() {
    return Path.of(tlsCertificate);
  }

  public Path tlsKeyFile() {
    return Path.of(tlsKey);
  }

  public Path tlsClientCaFile() {
    return Path.of(tlsClientCa);
  }

  /**
   * These settings, if they can be.
   *
   * @throws io.emkd.domain.error.InvalidInputException naming everything that does not go together,
   *     or would let strangers in
   */
  SecuritySettings checked() {
    Violations violations = new Violations();
    violations.require(
        usesTls() == !tlsKey.isEmpty(),
        usesTls() ? "tls_key" : "tls_certificate",
        "''",
        "given where " + (usesTls() ? "tls_certificate" : "tls_key") + " is");
    violations.require(
        usesTls() || !verifiesClients(),
        "tls_client_ca",
        "'" + tlsClientCa + "'",
        "given only with tls_certificate and tls_key");
    violations.require(
        verifiesClients() || !tlsClientRequired,
        "tls_client_required",
        true,
        "false, or given with tls_client_ca, the authorities of those certificates");
    violations.require(
        tellsCallersApart() || !verifiesClients(),
        "tls_client_ca",
        "'" + tlsClientCa + "'",
        "given with tokens, the file that says what whose certificate may do, or with jwt_keys");
    checkJwts(violations);
    checkAddress(violations);
    violations.throwIfAny();
    return this;
  }

  private void checkJwts(Violations violations) {
    if (!readsJwts()) {
      return;
    }
    violations.require(
        !jwtKeys.startsWith("http:") || isLoopback(hostOf(jwtKeys)),
        "jwt_keys",
        "'" + jwtKeys + "'",
        "a file, or a URL of https: whoever can change the keys on their way can be anybody");
    violations.require(
        !jwtIssuer.isEmpty(), "jwt_issuer", "''", "given with jwt_keys: the iss of its JWTs");
    violations.require(
        !jwtAudience.isEmpty(),
        "jwt_audience",
        "''",
        "given with jwt_keys: what the aud of its JWTs calls this server");
  }

  private void checkAddress(Violations violations) {
    if (resolved(address(host, keepsStrangersOut())) == null) {
      violations.require(false, "host", "'" + host + "'", "the name or an address of this machine");
      return;
    }
    violations.require(
        keepsStrangersOut() || insecure || staysOnLoopback(),
        "host",
        "'" + host + "'",
        "a loopback address without TLS and callers: give --tls-certificate, --tls-key and --tokens"
            + " (or --jwt-keys), or --insecure where something else keeps strangers away");
  }

  private static @Nullable InetAddress resolved(@Nullable String name) {
    try {
      return name == null ? null : InetAddress.getByName(name);
    } catch (UnknownHostException unknown) {
      return null;
    }
  }

  private static @Nullable String hostOf(String url) {
    try {
      return new URI(url).getHost();
    } catch (URISyntaxException none) {
      return null;
    }
  }

  private static boolean isLoopback(@Nullable String name) {
    InetAddress address = resolved(name);
    return address != null && address.isLoopbackAddress();
  }
}
