package io.emkd.systemtests;

import io.emkd.server.EmkdServer;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's page, clicked through in a browser. Its pictures are in target/page. */
class PageTest {
  @TempDir private Path folder;

  private static void clickThrough(String url, String token, String name) throws Exception {
    Chromium.run("click-through.js", 8, name, url, token);
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
