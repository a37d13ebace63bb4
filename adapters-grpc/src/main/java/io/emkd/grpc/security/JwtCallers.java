package io.emkd.grpc.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Duration;
import java.util.Set;

/**
 * Callers by JWT: signed by a key of the issuer's, for this server, and not expired. Only
 * signatures of key pairs count: with {@code none}, or with a public key as the secret of an HMAC,
 * anybody could sign.
 */
public final class JwtCallers implements AutoCloseable {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final JwtKeys keys;
  private final JwtRights rights;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * What makes a JWT one for this server.
   *
   * @param keys a file, or a URL, of a JWK set
   * @param rolesClaim lists the caller's roles
   * @param reloadInterval after which a change of a file of keys holds
   */
  public record Settings(
      String keys,
      String issuer,
      String audience,
      String rolesClaim,
      Duration clockSkew,
      Duration reloadInterval) {}

  /**
   * @throws io.emkd.domain.error.InvalidInputException if the file of keys cannot be used
   */
  public JwtCallers(Settings settings) {
    keys = JwtKeys.of(settings.keys(), settings.reloadInterval());
    rights = new JwtRights(settings.rolesClaim());
    // RFC 9068 gives access tokens a type of their own; null is a token without one.
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys.source()));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            settings.audience(),
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            Set.of("sub", "exp"));
    claims.setMaxClockSkew((int) settings.clockSkew().toSeconds());
    processor.setJWTClaimsSetVerifier(claims);
  }

  /**
   * @throws Denial if the token is none, or its key is not here yet
   */
  Caller of(String token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      // Both are required, and to the library a null is there.
      if (claims.getSubject() == null || claims.getExpirationTime() == null) {
        throw Denial.unknown("a JWT whose sub or exp is null");
      }
      return new Caller(claims.getSubject(), "jwt", rights.of(claims));
    } catch (KeySourceException away) {
      throw Denial.notNow(String.valueOf(away.getMessage()));
    } catch (BadJOSEException | ParseException bad) {
      throw Denial.unknown("a JWT that does not hold: " + bad.getMessage());
    } catch (JOSEException failed) {
      throw Denial.unknown("a JWT that cannot be verified: " + failed.getMessage());
    }
  }

  @Override
  public void close() {
    keys.close();
  }
}
