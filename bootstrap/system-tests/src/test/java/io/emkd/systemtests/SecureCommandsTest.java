package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.EmkdServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line before a server that speaks TLS, and what it says where they do not agree. */
class SecureCommandsTest {
  private static SecuredShop shop;
  private static EmkdServer plain;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    shop = new SecuredShop(folder, Map.of());
    plain = TestShop.server(folder.resolve("plain"));
  }

  @AfterAll
  static void stop() {
    shop.close();
    plain.close();
  }

  private static String file(String name) {
    return shop.folder.resolve(name).toString();
  }

  private static Said list(int port, String... options) {
    List<String> words =
        new ArrayList<>(List.of("datasets", "list", "--target", "localhost:" + port));
    words.addAll(Arrays.asList(options));
    return Said.by(words.toArray(String[]::new));
  }

  private static Said list(String... options) {
    return list(shop.server.port(), options);
  }

  @Test
  void aTokenOrACertificateSaysWhoCalls() {
    for (Said said :
        List.of(
            list("--tls-ca", file("ca.crt"), "--token-file", file("operator.token")),
            list(
                "--tls-ca",
                file("ca.crt"),
                "--tls-certificate",
                file("pipeline.crt"),
                "--tls-key",
                file("pipeline.key")))) {
      assertThat(said.err()).isEmpty();
      assertThat(said.status()).isZero();
    }
  }

  /** The lines of docs/security.md after those that make certificates. */
  @Test
  void theDocumentedCommandsDoWhatTheySay() throws Exception {
    String block =
        Documents.shellBlocks(Documents.texts().get("docs/security.md")).stream()
            .filter(shell -> shell.contains("token create"))
            .findFirst()
            .orElseThrow();
    Path folder = Files.createDirectory(shop.folder.resolve("documented"));
    List<String> lines = block.lines().toList();
    assertThat(lines).hasSize(5);
    for (String line : lines) {
      String[] parts = line.replaceFirst("^\\./emkd ", "").split(" >>? ", 2);
      List<String> words =
          Arrays.stream(parts[0].split(" "))
              .map(word -> word.endsWith(".token") ? folder.resolve(word).toString() : word)
              .map(word -> word.endsWith(".crt") ? file(word) : word)
              .toList();
      if (words.get(0).equals("token")) {
        Said said = Said.by(words.toArray(String[]::new));
        assertThat(said.status()).as(said.err()).isZero();
        Files.writeString(
            shop.folder.resolve("tokens.yml"),
            said.out().replace("\"shop\"", "\"documented\""),
            StandardOpenOption.APPEND);
      } else if (!words.get(0).equals("serve")) {
        awaitKnown(words);
      }
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve("shop.token")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  private static void awaitKnown(List<String> words) throws InterruptedException {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--target", "localhost:" + shop.server.port()));
    Said said = null;
    // Until the server has read the new entries.
    for (int tenth = 0; tenth < 300; tenth++) {
      said = Said.by(all.toArray(String[]::new));
      if (said.status() == 0) {
        return;
      }
      assertThat(said.err()).contains("UNAUTHENTICATED");
      Thread.sleep(100);
    }
    throw new AssertionError(said);
  }

  @Test
  void theDocumentedCallsWithGrpcurlAreAnswered() throws Exception {
    String grpcurl = Manifests.tool("grpcurl");
    String block =
        Documents.shellBlocks(Documents.texts().get("docs/security.md")).stream()
            .filter(shell -> shell.startsWith("grpcurl"))
            .findFirst()
            .orElseThrow();
    assertThat(block.lines()).hasSize(2);
    String script =
        "export TOKEN=$(cat operator.token)\n"
            + block
                .replace("grpcurl ", grpcurl + " ")
                .replace("localhost:50051", "localhost:" + shop.server.port());
    Process process =
        new ProcessBuilder("bash", "-ec", script)
            .directory(shop.folder.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("emkd.v1.RecommendationService\n")
        .endsWith("{}\n");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void whoIsNotKnownIsToldHowToSayWhoCalls() {
    Said said = list("--tls-ca", file("ca.crt"));
    assertThat(said.status()).isEqualTo(1);
    // The server's own log is there as well.
    assertThat(said.err())
        .contains("\nUNAUTHENTICATED: the call needs valid credentials")
        .endsWith("\n--token-file, or --tls-certificate and --tls-key, say who calls\n");
  }

  @Test
  void plaintextToTlsAndTlsToPlaintextAreTold() {
    list().isRefusedInALine(3, "localhost:" + shop.server.port() + " speaks TLS", "--tls-ca names");
    list(plain.port(), "--tls-ca", file("ca.crt"))
        .isRefusedInALine(
            3, "localhost:" + plain.port() + " speaks no TLS", "Leave out --tls, --tls-ca");
    Said.by("datasets", "list", "--target", "https://localhost:" + plain.port())
        .isRefusedInALine(3, "speaks no TLS");
  }

  @Test
  void whyAHandshakeFailsIsTold() throws Exception {
    list("--tls").isRefusedInALine(3, "is of no authority that is trusted here", "--tls-ca");
    Said.by(
            "datasets",
            "list",
            "--target",
            "127.0.0.2:" + shop.server.port(),
            "--tls-ca",
            file("ca.crt"))
        .isRefusedInALine(3, "no server answers at 127.0.0.2");
  }

  @Test
  void filesThatCannotBeUsedAreNamed() {
    list("--tls-ca", file("no-such"))
        .isRefusedInALine(2, "--tls-ca is " + file("no-such") + " but must be a readable file");
    list("--tls-certificate", file("pipeline.crt"))
        .isRefusedInALine(2, "--tls-certificate and --tls-key must be given together");
    list("--tls-ca", file("ca.key")).isRefusedInALine(2, "must be certificates in PEM");
    list("--token-file", file("tokens.yml"))
        .isRefusedInALine(2, "--token-file is", "must be a file with a token alone");
  }

  @Test
  void aTokenIsNotSentInPlaintextToOtherMachines() {
    Said.by(
            "datasets",
            "list",
            "--target",
            "192.0.2.1:50051",
            "--token-file",
            file("operator.token"))
        .isRefusedInALine(2, "--token-file is sent to other machines over TLS alone");
  }

  @Test
  void theTokenOfACommandIsPrintedOnceAndItsHashStands() throws Exception {
    Said said = Said.by("token", "create", "a", "--roles", "train,admin", "--datasets", "x,y");
    List<String> lines = said.out().lines().toList();
    assertThat(lines.get(0)).matches("emkd_[A-Za-z0-9_-]{43}");
    assertThat(lines.subList(1, lines.size()))
        .containsExactly(
            "- name: \"a\"",
            "  token_sha256: \""
                + HexFormat.of()
                    .formatHex(
                        MessageDigest.getInstance("SHA-256")
                            .digest(lines.get(0).getBytes(StandardCharsets.UTF_8)))
                + "\"",
            "  roles: [train, admin]",
            "  datasets: [\"x\", \"y\"]");
    Said.by("token", "create", "a b", "--roles", "train").isRefusedInALine(2, "NAME is 'a b'");
    Said.by("token", "create", "a", "--roles", "cook").isRefusedInALine(2, "cook", "recommend");
  }
}
