package io.emkd.grpc.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a JWT lets its subject do: roles of one claim, in which an issuer may have others, too, and
 * limits of the claims {@code models} and {@code datasets}.
 *
 * @param rolesClaim its name; of one inside of another the path, as {@code realm_access.roles}
 */
record JwtRights(String rolesClaim) {
  Rights of(JWTClaimsSet claims) {
    Set<CallerRole> roles =
        texts(claim(claims))
            .flatMap(text -> CallerRole.of(text).stream())
            .collect(Collectors.toSet());
    return new Rights(roles, limit(claims, "models"), limit(claims, "datasets"));
  }

  private @Nullable Object claim(JWTClaimsSet claims) {
    Object whole = claims.getClaim(rolesClaim);
    if (whole != null) {
      return whole;
    }
    Object inner = claims.getClaims();
    for (String step : rolesClaim.split("\\.", -1)) {
      inner = inner instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return inner;
  }

  /** A claim that is there limits, whatever it holds. */
  private static Optional<Set<String>> limit(JWTClaimsSet claims, String name) {
    return claims.getClaims().containsKey(name)
        ? Optional.of(texts(claims.getClaim(name)).collect(Collectors.toSet()))
        : Optional.empty();
  }

  /** Of a list, or of words as OAuth's scope has them. */
  private static Stream<String> texts(@Nullable Object claim) {
    if (claim instanceof Collection<?> list) {
      return list.stream().map(String::valueOf);
    }
    return claim instanceof String text
        ? Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty())
        : Stream.empty();
  }
}
