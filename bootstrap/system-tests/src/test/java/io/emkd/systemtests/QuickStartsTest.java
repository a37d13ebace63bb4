package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The four quick starts, followed line by line. They begin alike, with a server, a shop and its
 * versions: what one of them has begun with, the others find done. {@code PythonClientTest} follows
 * the part that is Python's.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickStartsTest {
  private static final String SHOP = "docs/quick-start/shop.awk";
  private static final Set<String> DONE = new HashSet<>();

  @TempDir static Path folder;
  private static FollowedPage page;

  @BeforeAll
  static void prepare() throws IOException {
    Path grpcurl = Path.of(Manifests.tool("grpcurl")).getParent();
    String path = System.getenv("PATH") + ":" + grpcurl;
    page = new FollowedPage(folder, Map.of("PATH", path));
    page.putLauncher();
    Files.createDirectories(folder.resolve(SHOP).getParent());
    Files.copy(Path.of(System.getProperty("project.root"), SHOP), folder.resolve(SHOP));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    page.close();
  }

  /** The lines below a heading that no page before began with. */
  private static void begin(String document, String heading) throws Exception {
    List<String> lines = new ArrayList<>(FollowedPage.lines(document, heading));
    lines.removeIf(line -> !DONE.add(line));
    if (!lines.isEmpty()) {
      page.follow(lines);
    }
  }

  private static List<String> follow(String document, String heading) throws Exception {
    return page.follow(FollowedPage.lines(document, heading));
  }

  private static List<String> items(String answer) throws IOException {
    List<String> items = new ArrayList<>();
    JsonNode json = new ObjectMapper().readTree(answer.substring(answer.indexOf('{')));
    json.get("items").forEach(item -> items.add(item.get("item_id").asText()));
    return items;
  }

  @Test
  @Order(1)
  void anEngineerTrainsEvaluatesAndCompares() throws Exception {
    String document = "docs/quick-start-training.md";
    begin(document, "A server and data");
    begin(document, "Train and watch");
    List<String> said = follow(document, "Evaluate");
    assertThat(said.get(0)).contains("shop@2", "skip_markov", "history length");
    assertThat(said.get(1)).containsPattern("score *\n +i4 ").contains("answered by shop@2");
    assertThat(follow(document, "Compare").get(0)).contains("| bert4rec |", "| sasrec |");
    assertThat(folder.resolve("emkd-comparison-shop.jsonl.html")).isNotEmptyFile();
    assertThat(follow(document, "Look at it").get(0)).containsPattern("shop-[0-9a-f-]+\\.html");
  }

  @Test
  @Order(2)
  void aServiceAsksOverHttpAndGrpcAndTellsWhatHappened() throws Exception {
    String document = "docs/quick-start-service.md";
    begin(document, "A server and a model");
    List<String> said = follow(document, "HTTP");
    assertThat(items(said.get(0))).hasSize(3);
    assertThat(items(said.get(1))).hasSize(3).startsWith("i4");
    assertThat(items(said.get(3))).hasSize(3).startsWith("i8");
    assertThat(items(follow(document, "gRPC").get(0))).isEqualTo(items(said.get(1)));
  }

  @Test
  @Order(3)
  void aGateHoldsForTheBetterVersionAndFailsForTheOther() throws Exception {
    String document = "docs/quick-start-ci.md";
    begin(document, "A server with two versions");
    assertThat(follow(document, "A gate that holds").get(0)).contains("passed");
    Path report = folder.resolve("gate.xml");
    assertThat(report).content().contains("failures=\"0\"").contains("tests=\"2\"");
    assertThat(follow(document, "A gate that fails").get(0)).contains("FAILED", "status 4");
    assertThat(report).content().contains("failures=\"1\"");
  }

  @Test
  @Order(4)
  void anOperatorWatchesSwapsRollsBackAndBacksUp() throws Exception {
    String document = "docs/quick-start-operator.md";
    begin(document, "Start");
    List<String> health = follow(document, "Health and metrics");
    assertThat(health.get(0)).contains("\"status\":\"UP\"");
    assertThat(health.get(1)).containsPattern("(?m)^emkd_ready 1");
    begin(document, "Two versions of a model");
    List<String> said = follow(document, "Swap and roll back");
    assertThat(said.get(0)).containsPattern("shop@2 +serving");
    assertThat(said.get(1)).contains("shop@1");
    assertThat(said.get(2)).contains("shop@2");
    assertThat(page.run("./emkd models list")).containsPattern("shop@2 +serving");
    assertThat(follow(document, "Backup").get(0)).contains("backed up to backups/first");
    assertThat(folder.resolve("restored")).isNotEmptyDirectory();
  }
}
