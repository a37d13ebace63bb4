package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what the README tells a reader to run, each line in a process of its own and with a limit of
 * time, on a small dataset in the format of the README's.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadmeCommandsTest {
  /** Users and items that the README names are among these. */
  private static final int FIRST_USER = 180;

  private static final int USERS = 40;
  private static final int[] ITEMS = {50, 181, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  private static final int EVENTS = 9;

  @TempDir static Path folder;
  private static FollowedPage page;

  @BeforeAll
  static void prepare() throws IOException {
    page = new FollowedPage(folder, Map.of());
    page.putLauncher();
    StringBuilder events =
        new StringBuilder("user_id:token\titem_id:token\trating:float\ttimestamp:float\n");
    for (int user = 0; user < USERS; user++) {
      for (int event = 0; event < EVENTS; event++) {
        events.append(FIRST_USER + user).append('\t');
        events.append(ITEMS[(user + event) % ITEMS.length]).append("\t4\t");
        events.append(880_000_000 + 1000 * event + user).append('\n');
      }
    }
    Files.writeString(folder.resolve("ml-100k.inter"), events);
    StringBuilder items =
        new StringBuilder(
            "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n");
    for (int item : ITEMS) {
      items.append(item).append("\tFilm ").append(item).append("\t1995\t");
      items.append(item % 2 == 0 ? "Comedy" : "Drama Crime").append('\n');
    }
    Files.writeString(folder.resolve("ml-100k.item"), items);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    page.close();
  }

  @Test
  @Order(1)
  void theLinesOfRealDataRunToTheirEnd() throws Exception {
    String block = Documents.blockUnder("Real data").replaceAll("\\\\\\n\\s*", " ");
    List<String> lines =
        block.lines().map(line -> line.replaceFirst("\\s+#.*", "").strip()).toList();
    assertThat(lines).hasSizeGreaterThan(9);
    page.follow(lines);
    assertThat(folder.resolve("recommendations.parquet")).isNotEmptyFile();
    try (var exported = Files.list(folder.resolve("out"))) {
      assertThat(exported).isNotEmpty().allMatch(file -> file.toString().endsWith(".parquet"));
    }
  }

  @Test
  @Order(2)
  void theRealFilesAreImportedAndExportedWhole() throws Exception {
    Path real = Path.of(System.getProperty("shared.data"), "ml-100k");
    assumeTrue(Files.isDirectory(real), "SKIPPED: " + real + " is not there");
    for (String name : List.of("ml-100k.inter", "ml-100k.item")) {
      Files.copy(real.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    String block = Documents.blockUnder("Real data");
    List<String> lines =
        block
            .lines()
            .filter(line -> line.matches("./emkd (import|export) .*"))
            .map(line -> line.replaceFirst("\\s+#.*", "").replace("ml-100k -", "real -"))
            .map(line -> line.replaceFirst("--dataset ml-100k", "--dataset real"))
            .toList();
    assertThat(lines).hasSize(2);
    page.follow(lines);
    assertThat(page.run("./emkd datasets show real")).contains("99287");
  }

  @Test
  @Order(3)
  void theCallsWithGrpcurlAreAnswered() throws Exception {
    String grpcurl = Manifests.tool("grpcurl");
    Path stubs = Files.createDirectories(folder.resolve("stubs"));
    List<List<String>> calls = Documents.commands(Documents.blockUnder("With grpcurl"), stubs);
    assertThat(calls).hasSizeGreaterThan(12);
    for (List<String> call : calls) {
      List<String> command = new ArrayList<>(call);
      command.set(0, grpcurl);
      command.replaceAll(
          word -> word.equals("localhost:50051") ? "localhost:" + page.port() : word);
      assertThat(Manifests.output(command))
          .as("%s", call)
          .isNotBlank()
          .doesNotContain("\"error\"", "NOT_SERVING");
    }
  }
}
