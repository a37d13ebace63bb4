package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.RecommendResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/backup.md, followed to its end beside a server that takes events. */
class BackupPageTest {
  private static final String PAGE = "docs/backup.md";

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedBeforeABackupIsThereAfterEachStepOfThePage() throws Exception {
    try (FollowedPage page = new FollowedPage(folder, Map.of())) {
      page.putLauncher();
      page.follow(List.of("./emkd serve --data-dir data &"));
      ManagedChannel channel =
          Grpc.newChannelBuilder("localhost:" + page.port(), InsecureChannelCredentials.create())
              .build();
      RecommendResponse recommended;
      int before;
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger acknowledged = new AtomicInteger();
      try {
        TestShop.publishModel(channel);
        recommended = TestShop.recommend(channel);
        CompletableFuture<Void> appending =
            CompletableFuture.runAsync(() -> append(channel, stop, acknowledged));
        while (acknowledged.get() < 20) {
          Thread.sleep(10);
        }
        before = acknowledged.get();
        assertThat(page.follow(FollowedPage.lines(PAGE, "Backup")).get(0))
            .contains("backed up to backups/monday", "1 versions");
        stop.set(true);
        appending.join();
      } finally {
        channel.shutdownNow();
      }
      for (String step : List.of("Restore", "Upgrade", "Rollback")) {
        List<String> said = page.follow(FollowedPage.lines(PAGE, step));
        assertThat(said.get(said.size() - 1)).as(step).contains("shop@1");
        ManagedChannel again =
            Grpc.newChannelBuilder("localhost:" + page.port(), InsecureChannelCredentials.create())
                .build();
        try {
          assertThat(
                  DatasetServiceGrpc.newBlockingStub(again)
                      .getDataset(GetDatasetRequest.newBuilder().setDataset("shop").build())
                      .getSize()
                      .getInteractions())
              .as(step)
              .isBetween(8L * 60 + before, 8L * 60 + acknowledged.get());
          assertThat(TestShop.recommend(again).getItemsList())
              .as(step)
              .isEqualTo(recommended.getItemsList());
        } finally {
          again.shutdownNow();
        }
      }
    }
  }

  private static void append(ManagedChannel channel, AtomicBoolean stop, AtomicInteger counted) {
    var stub = InteractionServiceGrpc.newBlockingStub(channel);
    while (!stop.get()) {
      stub.appendInteractions(
          AppendInteractionsRequest.newBuilder()
              .setDataset("shop")
              .addInteractions(Interaction.newBuilder().setUserId("u1").setItemId("i2"))
              .build());
      counted.incrementAndGet();
    }
  }
}
