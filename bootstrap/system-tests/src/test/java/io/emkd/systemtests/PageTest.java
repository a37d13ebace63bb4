package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.server.EmkdServer;
import io.grpc.ManagedChannel;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's page, clicked through in a browser. Its pictures are in target/page. */
class PageTest {
  private static final Path PACKAGES =
      Path.of(System.getProperty("project.root"), ".ci", "node_modules");

  @TempDir private Path folder;

  private static void clickThrough(String url, String token, String name) throws Exception {
    assumeTrue(
        Files.isDirectory(PACKAGES.resolve("playwright-core")),
        () -> "SKIPPED: Playwright is not in " + PACKAGES + "; .ci/run installs it with npm");
    Path screenshots = Files.createDirectories(Path.of("target", "page", name)).toAbsolutePath();
    ToolRun.of(
            screenshots,
            Map.of("NODE_PATH", PACKAGES.toString(), "CHROMIUM", Manifests.tool("chromium")),
            List.of(
                Manifests.tool("node"), script().toString(), url, token, screenshots.toString()))
        .saidAtSuccess();
    try (var pictures = Files.list(screenshots)) {
      assertThat(pictures).hasSize(8);
    }
  }

  private static Path script() throws URISyntaxException {
    return Path.of(PageTest.class.getResource("/page/click-through.js").toURI());
  }

  @Test
  void everyPartOfThePageWorksOnADesktopAndOnAPhone() throws Exception {
    try (EmkdServer server =
        TestShop.server(folder, Map.of("emkd.http-port", 0, "emkd.warm-up", "0s"))) {
      ManagedChannel channel = TestShop.channel(server);
      TestShop.publishModel(channel);
      channel.shutdownNow();
      clickThrough("http://localhost:" + server.httpPort() + "/", "", "open");
    }
  }

  @Test
  void aServerThatKnowsItsCallersAsksForATokenFirst() throws Exception {
    try (SecuredShop shop = new SecuredShop(folder, Map.of("emkd.http-port", 0))) {
      TestShop.publishModel(shop.channelOf("operator"));
      clickThrough(
          "https://localhost:" + shop.server.httpPort() + "/", shop.tokenOf("operator"), "secured");
    }
  }
}
