package io.emkd.grpc.security;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Tells who calls: by the token of the header {@code authorization}, which counts where there is
 * one, else by the client certificate of the connection.
 */
public final class Authentication implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String SCHEME = "bearer ";

  /** What a header may hold anyway. */
  private static final int LONGEST_TOKEN = 8192;

  private final @Nullable Supplier<KnownCallers> known;
  private final @Nullable JwtCallers jwts;
  private final Runnable onClose;

  private Authentication(
      @Nullable Supplier<KnownCallers> known, @Nullable JwtCallers jwts, Runnable onClose) {
    this.known = known;
    this.jwts = jwts;
    this.onClose = onClose;
  }

  /** Callers are not told apart: everybody may do everything. */
  public static Authentication none() {
    return new Authentication(null, null, () -> {});
  }

  /** Callers of a file, and those with JWTs; at least one of both. */
  public static Authentication of(Optional<CallersFile> file, Optional<JwtCallers> jwts) {
    if (file.isEmpty() && jwts.isEmpty()) {
      throw new IllegalArgumentException("nobody could ever be known");
    }
    return new Authentication(
        file.<Supplier<KnownCallers>>map(callers -> callers::known).orElse(null),
        jwts.orElse(null),
        () -> {
          file.ifPresent(CallersFile::close);
          jwts.ifPresent(JwtCallers::close);
        });
  }

  /** Nobody but who has this token, and may ask for recommendations. */
  public static Authentication ofRecommender(String token) {
    KnownCallers one =
        new KnownCallers(
            List.of(
                new KnownCallers.ByToken(
                    hash(token),
                    new Caller(
                        "recommender",
                        "token",
                        new Rights(
                            Set.of(CallerRole.RECOMMEND), Optional.empty(), Optional.empty())))),
            List.of());
    return new Authentication(() -> one, null, () -> {});
  }

  private static byte[] hash(String token) {
    return Digests.sha256(token.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Looks who calls before anything else of a request is read.
   *
   * @throws StatusRuntimeException with which the call ends, if nobody known does
   */
  public void requireKnown(Metadata headers, Attributes connection) {
    try {
      Caller unused = caller(headers, connection);
    } catch (Denial denial) {
      throw denial.status();
    }
  }

  /**
   * @throws Denial if nobody known calls
   */
  Caller caller(Metadata headers, Attributes connection) {
    if (known == null && jwts == null) {
      return Caller.ANYBODY;
    }
    String authorization = headers.get(AUTHORIZATION);
    if (authorization != null) {
      return ofToken(token(authorization));
    }
    X509Certificate certificate = certificate(connection);
    if (certificate == null) {
      throw Denial.unknown("neither a token nor a client certificate");
    }
    if (known == null) {
      throw Denial.unknown("a client certificate, and no file that says whose");
    }
    return known
        .get()
        .ofCertificate(certificate)
        .orElseThrow(
            () ->
                Denial.unknown(
                    "a client certificate of "
                        + certificate.getSubjectX500Principal().getName()
                        + ", which is not known"));
  }

  private Caller ofToken(String token) {
    // Tokens of the file have no dots, JWTs two.
    boolean isJwt = token.indexOf('.') >= 0;
    if (isJwt && jwts != null) {
      return jwts.of(token);
    }
    if (known == null) {
      throw Denial.unknown("a token that is no JWT");
    }
    return known
        .get()
        .ofTokenHash(hash(token))
        .orElseThrow(() -> Denial.unknown("a token that is not known"));
  }

  private static String token(String authorization) {
    if (authorization.length() > LONGEST_TOKEN
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw Denial.unknown("an authorization that is no 'Bearer TOKEN'");
    }
    return authorization.substring(SCHEME.length()).strip();
  }

  private static @Nullable X509Certificate certificate(Attributes connection) {
    SSLSession session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return null;
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate own ? own : null;
    } catch (SSLPeerUnverifiedException noCertificate) {
      return null;
    }
  }

  @Override
  public void close() {
    onClose.run();
  }
}
