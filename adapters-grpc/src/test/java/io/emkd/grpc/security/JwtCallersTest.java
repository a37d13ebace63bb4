package io.emkd.grpc.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers by JWT whose keys are at a URL, and what its claims mean. */
class JwtCallersTest {
  private final AtomicReference<String> keys = new AtomicReference<>("");
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicReference<CountDownLatch> hold = new AtomicReference<>(new CountDownLatch(0));
  private HttpServer issuer;
  private ECKey first;

  @BeforeEach
  void start() throws Exception {
    first = new ECKeyGenerator(Curve.P_256).keyID("first").generate();
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          awaitQuietly(hold.get());
          byte[] body = keys.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private JwtCallers callers(String place, String rolesClaim) {
    return new JwtCallers(
        new JwtCallers.Settings(
            place, "issuer", "emkd", rolesClaim, Duration.ofSeconds(30), Duration.ofSeconds(1)));
  }

  private JwtCallers ofUrl() {
    return callers("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys", "roles");
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("somebody")
        .issuer("issuer")
        .audience("emkd")
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  private static String signed(ECKey key, JWTClaimsSet.Builder claims) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            claims.build());
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  private static Status.Code denied(JwtCallers callers, String token) {
    Denial denial = catchThrowableOfType(Denial.class, () -> callers.of(token));
    return denial.status().getStatus().getCode();
  }

  /** What a token is worth once what it takes to know has been fetched. */
  private static Caller soon(JwtCallers callers, String token) {
    return await()
        .ignoreExceptionsMatching(
            failure ->
                failure instanceof Denial denial
                    && denial.status().getStatus().getCode() == Status.Code.UNAVAILABLE)
        .until(() -> callers.of(token), caller -> true);
  }

  @Test
  void keysAreFetchedAndAlsoThoseThatCameLater() throws Exception {
    keys.set(new JWKSet(first).toString());
    try (JwtCallers callers = ofUrl()) {
      assertThat(soon(callers, signed(first, claims())).name()).isEqualTo("somebody");
      ECKey second = new ECKeyGenerator(Curve.P_256).keyID("second").generate();
      keys.set(new JWKSet(List.of(first, second)).toString());
      assertThat(denied(callers, signed(second, claims()))).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(soon(callers, signed(second, claims())).name()).isEqualTo("somebody");
    }
  }

  @Test
  void noCallWaitsForAnIssuerThatDoesNotAnswer() throws Exception {
    keys.set(new JWKSet(first).toString());
    try (JwtCallers callers = ofUrl()) {
      assertThat(soon(callers, signed(first, claims())).name()).isEqualTo("somebody");
      CountDownLatch over = new CountDownLatch(1);
      hold.set(over);
      try {
        ECKey unknown = new ECKeyGenerator(Curve.P_256).keyID("unknown").generate();
        // Were any of them asked for by the call itself, the issuer would still hold it.
        for (int call = 0; call < 100; call++) {
          assertThat(denied(callers, signed(unknown, claims()))).isEqualTo(Status.Code.UNAVAILABLE);
        }
        assertThat(callers.of(signed(first, claims())).name()).isEqualTo("somebody");
        await().until(() -> asked.get() == 2);
      } finally {
        over.countDown();
      }
    }
  }

  @Test
  void anIssuerThatAnswersLaterThanTheServerStartsIsAskedAgain() throws Exception {
    try (JwtCallers callers = ofUrl()) {
      await().until(() -> asked.get() == 1);
      keys.set(new JWKSet(first).toString());
      assertThat(soon(callers, signed(first, claims())).name()).isEqualTo("somebody");
    }
  }

  @Test
  void aSubjectOrAnEndThatIsNullIsNone() throws Exception {
    keys.set(new JWKSet(first).toString());
    try (JwtCallers callers = ofUrl()) {
      assertThat(soon(callers, signed(first, claims())).name()).isEqualTo("somebody");
      for (JWTClaimsSet.Builder claims :
          List.of(claims().subject(null), claims().expirationTime(null))) {
        JWSObject jwt =
            new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("first").build(),
                new Payload(claims.build().toString(true)));
        jwt.sign(new ECDSASigner(first));
        assertThat(denied(callers, jwt.serialize())).isEqualTo(Status.Code.UNAUTHENTICATED);
      }
    }
  }

  @Test
  void anIssuerThatIsAwayIsNotTheCallersFault() throws Exception {
    try (JwtCallers callers = ofUrl()) {
      assertThat(denied(callers, signed(first, claims()))).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void tokensOfKeysThatNobodyKnowsDoNotAskTheIssuerForEver() throws Exception {
    keys.set(new JWKSet(first).toString());
    try (JwtCallers callers = ofUrl()) {
      assertThat(soon(callers, signed(first, claims())).name()).isEqualTo("somebody");
      for (int unknown = 0; unknown < 5; unknown++) {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("unknown" + unknown).generate();
        String token = signed(key, claims());
        await()
            .untilAsserted(
                () -> assertThat(denied(callers, token)).isEqualTo(Status.Code.UNAUTHENTICATED));
      }
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void theClockOfTheIssuerMayDifferALittle(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("keys"), new JWKSet(first).toString());
    try (JwtCallers callers = callers(file.toString(), "roles")) {
      Instant now = Instant.now();
      callers.of(signed(first, claims().expirationTime(Date.from(now.minusSeconds(10)))));
      assertThat(
              denied(
                  callers, signed(first, claims().expirationTime(Date.from(now.minusSeconds(60))))))
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void rolesMayBeWordsOrAListAndLieDeeper(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("keys"), new JWKSet(first).toString());
    try (JwtCallers callers = callers(file.toString(), "realm_access.roles")) {
      String token =
          signed(
              first,
              claims()
                  .claim("realm_access", Map.of("roles", List.of("train", "offline_access")))
                  .claim("models", List.of("films"))
                  .claim("datasets", "a b"));
      assertThat(callers.of(token).rights())
          .isEqualTo(
              new Rights(
                  Set.of(CallerRole.TRAIN),
                  Optional.of(Set.of("films")),
                  Optional.of(Set.of("a", "b"))));
    }
    try (JwtCallers callers = callers(file.toString(), "scope")) {
      assertThat(callers.of(signed(first, claims().claim("scope", "ingest admin x"))).rights())
          .isEqualTo(
              new Rights(
                  Set.of(CallerRole.INGEST, CallerRole.ADMIN), Optional.empty(), Optional.empty()));
    }
  }
}
