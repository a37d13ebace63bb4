package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.emkd.server.EmkdServer;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server that speaks TLS and knows its callers, with the files that docs/security.md makes. */
final class SecuredShop implements AutoCloseable {
  static final String ISSUER = "https://issuer.example";
  static final String AUDIENCE = "emkd";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  final Path folder;
  final RSAKey issuerKey;
  final EmkdServer server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  /**
   * @param settings more of them, by their names in a file
   */
  SecuredShop(Path folder, Map<String, Object> settings) throws Exception {
    this.folder = folder;
    shell(folder, documentedLines());
    token("shop", "--roles", "recommend", "--models", "shop");
    token("operator", "--roles", "admin");
    token("loader", "--roles", "ingest", "--datasets", "shop");
    token("trainer", "--roles", "train", "--models", "books");
    Files.writeString(
        folder.resolve("tokens.yml"),
        "- {name: pipeline, certificate: 'cn=Pipeline, o=example', roles: [ingest]}\n",
        StandardOpenOption.APPEND);
    issuerKey = new RSAKeyGenerator(2048).keyID("first").generate();
    Files.writeString(folder.resolve("jwks.json"), new JWKSet(issuerKey).toString());
    Map<String, Object> all = new HashMap<>();
    all.put("emkd.tls-certificate", folder.resolve("server.crt").toString());
    all.put("emkd.tls-key", folder.resolve("server.key").toString());
    all.put("emkd.tls-client-ca", folder.resolve("ca.crt").toString());
    all.put("emkd.tokens", folder.resolve("tokens.yml").toString());
    all.put("emkd.jwt-keys", folder.resolve("jwks.json").toString());
    all.put("emkd.jwt-issuer", ISSUER);
    all.put("emkd.jwt-audience", AUDIENCE);
    all.put("emkd.host", "localhost");
    all.put("emkd.reload-interval", "100ms");
    all.put("emkd.warm-up", "0s");
    all.putAll(settings);
    server = TestShop.server(folder.resolve("data"), all);
  }

  /** The lines of docs/security.md that make certificates. */
  static String documentedLines() {
    String text = Documents.texts().get("docs/security.md");
    int start = text.indexOf("```\nopenssl") + "```\n".length();
    return text.substring(start, text.indexOf("```", start));
  }

  static void shell(Path folder, String lines) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "-ec", lines)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private void token(String name, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("token", "create", name));
    words.addAll(List.of(options));
    words.addAll(List.of("--token-file", folder.resolve(name + ".token").toString()));
    Said said = Said.by(words.toArray(String[]::new));
    assertThat(said.status()).as(said.err()).isZero();
    Files.writeString(
        folder.resolve("tokens.yml"),
        said.out(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  String tokenOf(String caller) throws IOException {
    return Files.readString(folder.resolve(caller + ".token")).strip();
  }

  /** With the token of a file. */
  ManagedChannel channelOf(String caller) throws IOException {
    return channel("Bearer " + tokenOf(caller), "");
  }

  /**
   * @param authorization the header; empty for none
   * @param certificate the name of its files; empty for none
   */
  ManagedChannel channel(String authorization, String certificate) throws IOException {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(folder.resolve("ca.crt").toFile());
    if (!certificate.isEmpty()) {
      // Shows it whether or not its authority is one that the server asks for.
      AdvancedTlsX509KeyManager key = new AdvancedTlsX509KeyManager();
      try {
        key.updateIdentityCredentials(
            folder.resolve(certificate + ".crt").toFile(),
            folder.resolve(certificate + ".key").toFile());
      } catch (GeneralSecurityException unusable) {
        throw new IOException(unusable);
      }
      tls.keyManager(key);
    }
    return channel(authorization, tls.build());
  }

  ManagedChannel channel(String authorization, ChannelCredentials credentials) {
    ManagedChannelBuilder<?> builder =
        Grpc.newChannelBuilder("localhost:" + server.port(), credentials);
    if (!authorization.isEmpty()) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, authorization);
      builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    ManagedChannel channel = builder.build();
    channels.add(channel);
    return channel;
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
  }
}
