package io.emkd.grpc.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.grpc.security.WatchedFiles.Watched;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The public keys that JWTs are verified with.
 *
 * @param source of the keys
 * @param onClose ends what keeps them up to date
 */
record JwtKeys(JWKSource<SecurityContext> source, Runnable onClose) {
  /**
   * @param keys a file, or a URL
   * @throws InvalidInputException if a file of them cannot be used; a URL may answer later
   */
  static JwtKeys of(String keys, Duration reloadInterval) {
    return keys.startsWith("https:") || keys.startsWith("http:")
        ? ofUrl(keys)
        : ofFile(Path.of(keys), reloadInterval);
  }

  private static JwtKeys ofUrl(String text) {
    URL url;
    try {
      url = URI.create(text).toURL();
    } catch (IllegalArgumentException | MalformedURLException none) {
      throw new InvalidInputException("jwt_keys", "'" + text + "'", "a file, or a URL of https");
    }
    FetchedKeys fetched = new FetchedKeys(url);
    return new JwtKeys(fetched, fetched::close);
  }

  private static JwtKeys ofFile(Path file, Duration reloadInterval) {
    AtomicReference<JWKSet> keys = new AtomicReference<>(new JWKSet());
    WatchedFiles watched =
        WatchedFiles.start(
            List.of(new Watched("jwt_keys", file)),
            reloadInterval,
            contents -> {
              JWKSet read = parsed(contents.get(0));
              keys.set(read);
              return read.getKeys().size() + " keys of JWTs";
            });
    return new JwtKeys((selector, context) -> selector.select(keys.get()), watched::close);
  }

  /** Without secrets: only key pairs count. */
  private static JWKSet parsed(byte[] content) {
    try {
      JWKSet keys = JWKSet.parse(new String(content, StandardCharsets.UTF_8)).toPublicJWKSet();
      if (!keys.getKeys().isEmpty()) {
        return keys;
      }
    } catch (ParseException unreadable) {
      // Its message may repeat what stands there.
    }
    throw new InvalidInputException(
        "jwt_keys", "unusable", "a JWK set with public keys of RSA or EC: {\"keys\": [...]}");
  }

  void close() {
    onClose.run();
  }
}
