package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.server.EmkdServer;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of {@code docs/clients}, called as docs/clients.md says, against real servers. */
class ClientExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path PACKAGES = ROOT.resolve(".ci/node_modules");

  @TempDir static Path folder;
  private static SecuredShop shop;
  private static EmkdServer open;
  private static List<String> expected;

  /** How a language is called. */
  enum Language {
    NODE("node docs/clients/recommend.js proto/src/main/proto"),
    JAVA("java -cp CLASSPATH docs/clients/Recommend.java");

    private final String beginning;

    Language(String beginning) {
      this.beginning = beginning;
    }

    /** The words of the page's line. */
    List<String> documented() {
      List<String> lines =
          Documents.texts()
              .get("docs/clients.md")
              .lines()
              .filter(line -> line.startsWith(beginning))
              .toList();
      assertThat(lines).as(beginning).hasSize(1);
      return List.of(lines.get(0).split(" ", -1));
    }

    String program() {
      if (this == JAVA) {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
      }
      assumeTrue(
          Files.isDirectory(PACKAGES.resolve("google-proto-files")),
          () ->
              "SKIPPED: gRPC for Node.js is not in " + PACKAGES + "; .ci/run installs it with npm");
      return Manifests.tool("node");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    open = TestShop.server(folder.resolve("open"));
    ManagedChannel channel = TestShop.channel(open);
    TestShop.publishModel(channel);
    expected =
        RecommendationServiceGrpc.newBlockingStub(channel)
            .recommend(
                RecommendRequest.newBuilder().setModel("shop").setUserId("u7").setCount(5).build())
            .getItemsList()
            .stream()
            .map(item -> item.getItemId())
            .toList();
    channel.shutdownNow();
    shop = new SecuredShop(Files.createDirectory(folder.resolve("secured")), Map.of());
    TestShop.publishModel(shop.channelOf("operator"));
  }

  @AfterAll
  static void stop() {
    open.close();
    shop.close();
  }

  /** As the page calls it, but for names and places. */
  private static ToolRun run(
      Language language, int port, String model, String user, Map<String, String> variables)
      throws IOException, InterruptedException {
    UnaryOperator<String> here =
        word ->
            switch (word) {
              case "node", "java" -> language.program();
              case "CLASSPATH" -> System.getProperty("java.class.path");
              case "localhost:50051" -> "localhost:" + port;
              case "films" -> model;
              case "196" -> user;
              default -> word;
            };
    Map<String, String> all = new HashMap<>(variables);
    all.put("NODE_PATH", PACKAGES.toString());
    List<String> command = new ArrayList<>(language.documented());
    command.replaceAll(here);
    return ToolRun.of(ROOT, all, command);
  }

  private static List<String> items(String said) {
    return said.lines().map(line -> line.split(" ", -1)[0]).toList();
  }

  @ParameterizedTest
  @EnumSource
  void theServersBestItemsArePrinted(Language language) throws Exception {
    String said = run(language, open.port(), "shop", "u7", Map.of()).saidAtSuccess();
    assertThat(items(said)).hasSize(5).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsPrintedAndTheStatusTellsIt(Language language) throws Exception {
    ToolRun refused = run(language, open.port(), "none", "u7", Map.of());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.said()).startsWith("NOT_FOUND: ").contains("'none'");
  }

  @ParameterizedTest
  @EnumSource
  void tlsAndATokenAreTakenFromTheEnvironment(Language language) throws Exception {
    Map<String, String> authority = Map.of("EMKD_TLS_CA", shop.folder.resolve("ca.crt").toString());
    ToolRun unknown = run(language, shop.server.port(), "shop", "u7", authority);
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.said()).startsWith("UNAUTHENTICATED: ");
    Map<String, String> known = new HashMap<>(authority);
    known.put("EMKD_TOKEN_FILE", shop.folder.resolve("shop.token").toString());
    String said = run(language, shop.server.port(), "shop", "u7", known).saidAtSuccess();
    assertThat(items(said)).hasSize(5);
  }
}
