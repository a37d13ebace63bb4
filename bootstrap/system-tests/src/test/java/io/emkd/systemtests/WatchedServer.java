package io.emkd.systemtests;

import io.emkd.server.EmkdServer;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.DeleteUserRequest;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server under load: everything that its metrics and dashboards are about happens again and
 * again.
 */
final class WatchedServer implements AutoCloseable {
  final EmkdServer server;
  final ManagedChannel channel;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread load;

  /** With a model that it trained itself. */
  WatchedServer(Path folder, Map<String, Object> settings) {
    server = TestShop.server(folder, settings);
    channel = TestShop.channel(server);
    TestShop.publishModel(channel);
    load = new Thread(this::load, "load");
    load.start();
  }

  private void load() {
    for (int call = 0; !over.get(); call++) {
      try {
        once(call);
      } catch (StatusRuntimeException refused) {
        // Some are, which is counted as well.
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private void once(int call) {
    TestShop.recommend(channel);
    var recommend = RecommendationServiceGrpc.newBlockingStub(channel);
    var unused =
        recommend.recommend(
            RecommendRequest.newBuilder()
                .setModel("shop")
                .setUserId("u" + (1 + call % 50))
                .build());
    var interactions = InteractionServiceGrpc.newBlockingStub(channel);
    var unusedToo =
        interactions.appendInteractions(
            AppendInteractionsRequest.newBuilder()
                .setDataset("shop")
                .addInteractions(
                    Interaction.newBuilder().setUserId("new" + call % 7).setItemId("i1"))
                .build());
    if (call % 20 == 0) {
      var unusedDataset =
          DatasetServiceGrpc.newBlockingStub(channel)
              .getDataset(GetDatasetRequest.newBuilder().setDataset("shop").build());
    }
    if (call % 50 == 0) {
      // Of itself it may come after the test: a call leaves little garbage.
      System.gc();
    }
    if (call % 20 == 7) {
      var unusedDeletion =
          interactions.deleteUser(
              DeleteUserRequest.newBuilder().setDataset("shop").setUserId("new1").build());
    }
    if (call % 5 == 0) {
      var unusedMissing =
          recommend.recommend(RecommendRequest.newBuilder().setModel("missing").build());
    }
  }

  @Override
  public void close() throws InterruptedException {
    over.set(true);
    load.interrupt();
    load.join();
    channel.shutdownNow();
    server.close();
  }
}
