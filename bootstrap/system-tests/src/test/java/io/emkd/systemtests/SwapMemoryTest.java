package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.ItemSequence;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.TrainingServiceGrpc;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What swaps of versions do to the server's memory. */
class SwapMemoryTest {
  private static final int SWAPS = Integer.getInteger("swaps", 120);

  /**
   * Until then Java compiles, and the allocator's arenas fill: up to 100 MB in 40 swaps were seen.
   */
  private static final int SETTLING = 40;

  /** A version of this model is a few megabytes; one that stayed at each swap would show. */
  private static final long TOLERATED_BYTES = 96L << 20;

  /** So that what grows is not garbage that waits. */
  private static final Map<String, String> SMALL_HEAP =
      Map.of("JAVA_TOOL_OPTIONS", "-Xms256m -Xmx256m -XX:+AlwaysPreTouch");

  @TempDir Path folder;

  @Test
  void theProcessDoesNotGrowWithTheNumberOfSwaps() throws Exception {
    ServerProcess server = ServerProcess.start(folder, SMALL_HEAP);
    try {
      TestShop.importText(server.channel(), "shop", TestShop.interactions(100));
      for (int version = 1; version <= 2; version++) {
        TrainingServiceGrpc.newBlockingStub(server.channel())
            .train(TestShop.training("shop", "shop", 1))
            .forEachRemaining(event -> {});
      }
      long settled = 0;
      for (int swap = 1; swap <= SWAPS; swap++) {
        int version = 1 + swap % 2;
        ModelServiceGrpc.newBlockingStub(server.channel())
            .promoteModel(PromoteModelRequest.newBuilder().setModel("shop@" + version).build());
        assertThat(answering(server)).isEqualTo(version);
        if (swap == SETTLING) {
          settled = ProcessMemory.residentBytes(server.process());
        }
      }
      long end = ProcessMemory.residentBytes(server.process());
      System.out.printf(
          "resident after %d swaps %d MB, after %d swaps %d MB%n",
          SETTLING, settled >> 20, SWAPS, end >> 20);
      assertThat(end - settled).isLessThan(TOLERATED_BYTES);
    } finally {
      server.kill();
    }
  }

  private static int answering(ServerProcess server) {
    return RecommendationServiceGrpc.newBlockingStub(server.channel())
        .recommend(
            RecommendRequest.newBuilder()
                .setModel("shop")
                .setItems(ItemSequence.newBuilder().addItemIds("i1"))
                .build())
        .getVersion();
  }
}
