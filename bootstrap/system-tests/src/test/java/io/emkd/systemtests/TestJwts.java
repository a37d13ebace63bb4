package io.emkd.systemtests;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JWTs that hold, and that do not. */
record TestJwts(RSAKey key) {
  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("somebody")
        .issuer(SecuredShop.ISSUER)
        .audience(List.of("others", SecuredShop.AUDIENCE))
        .expirationTime(after(Duration.ofMinutes(5)))
        .claim("roles", List.of("ingest", "cook"));
  }

  private static Date after(Duration time) {
    return Date.from(Instant.now().plus(time));
  }

  private String signed(JWTClaimsSet.Builder claims) {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            claims.build());
    return signed(jwt, () -> new RSASSASigner(key));
  }

  private interface Signing {
    JWSSigner signer() throws JOSEException;
  }

  private static String signed(SignedJWT jwt, Signing signing) {
    try {
      jwt.sign(signing.signer());
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
    return jwt.serialize();
  }

  String valid() {
    return signed(claims());
  }

  /** It holds, and lets its subject do nothing. */
  String ofAStrangeRole() {
    return signed(claims().claim("roles", "cook"));
  }

  /** By what is wrong with them. */
  Map<String, String> bad() {
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("expired", signed(claims().expirationTime(after(Duration.ofMinutes(-5)))));
    bad.put("without an end", signed(claims().expirationTime(null)));
    bad.put("not yet", signed(claims().notBeforeTime(after(Duration.ofMinutes(5)))));
    bad.put("of another audience", signed(claims().audience("others")));
    bad.put("of another issuer", signed(claims().issuer("https://other.example")));
    bad.put("of nobody", signed(claims().subject(null)));
    bad.put("alg none", new PlainJWT(claims().build()).serialize());
    bad.put("key-confused", keyConfused());
    String valid = valid();
    bad.put("without its signature", valid.substring(0, valid.lastIndexOf('.') + 1));
    bad.put("with other claims", withOtherClaims(valid));
    bad.put("no JWT", "a.b.c");
    return bad;
  }

  /** The public key, which everybody knows, as the secret of an HMAC. */
  private String keyConfused() {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
            claims().build());
    return signed(jwt, () -> new MACSigner(key.toRSAPublicKey().getEncoded()));
  }

  private String withOtherClaims(String valid) {
    String other = signed(claims().claim("roles", "admin"));
    String[] parts = valid.split("\\.", -1);
    return parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2];
  }
}
