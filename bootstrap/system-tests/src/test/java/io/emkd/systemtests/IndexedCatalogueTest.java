package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.emkd.server.EmkdServer;
import io.emkd.v1.ItemFilter;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalogue that is large enough for an index, by the server's settings. */
class IndexedCatalogueTest {
  private static final int USERS = 100;

  @TempDir Path folder;

  private List<RecommendResponse> recommend(ManagedChannel channel, String... denied) {
    return IntStream.rangeClosed(1, USERS)
        .mapToObj(
            user ->
                RecommendationServiceGrpc.newBlockingStub(channel)
                    .recommend(
                        RecommendRequest.newBuilder()
                            .setModel("shop")
                            .setUserId("u" + user)
                            .setIncludeSeen(true)
                            .setCount(5)
                            .setFilter(ItemFilter.newBuilder().addAllDeniedItemIds(List.of(denied)))
                            .build()))
        .toList();
  }

  private static List<String> ids(RecommendResponse response) {
    return response.getItemsList().stream().map(RecommendedItem::getItemId).toList();
  }

  @Test
  void aTrainingPublishesItsIndexAndAnswersAreThoseOfTheExactRanking() throws Exception {
    List<RecommendResponse> indexed;
    List<RecommendResponse> filtered;
    try (EmkdServer server = TestShop.server(folder, Map.of("emkd.index-threshold", 10))) {
      ManagedChannel channel = TestShop.channel(server);
      TestShop.importText(channel, "shop", TestShop.interactions(USERS));
      TrainingServiceGrpc.newBlockingStub(channel)
          .train(TestShop.training("shop", "shop", 1))
          .forEachRemaining(event -> {});
      indexed = recommend(channel);
      filtered = recommend(channel, "i1", "i2", "i3");
      channel.shutdownNow();
    }
    assertThat(folder.resolve("models/shop/1/item_index/graph.jvector")).exists();
    List<RecommendResponse> exact;
    try (EmkdServer server = TestShop.server(folder, Map.of("emkd.index-threshold", 0))) {
      ManagedChannel channel = TestShop.channel(server);
      exact = recommend(channel);
      channel.shutdownNow();
    }
    int shared = 0;
    for (int user = 0; user < USERS; user++) {
      List<String> found = new ArrayList<>(ids(indexed.get(user)));
      assertThat(found).hasSize(5);
      assertThat(indexed.get(user).getApproximate()).isTrue();
      assertThat(exact.get(user).getApproximate()).isFalse();
      found.retainAll(ids(exact.get(user)));
      shared += found.size();
      assertThat(indexed.get(user).getItems(0).getScore())
          .isCloseTo(exact.get(user).getItems(0).getScore(), within(1e-4));
      assertThat(ids(filtered.get(user))).hasSize(5).doesNotContain("i1", "i2", "i3");
    }
    assertThat(shared).isGreaterThanOrEqualTo((int) (0.95 * 5 * USERS));
  }

  @Test
  void aRecallThatCannotBeIsRefusedAtStart() {
    assertThatThrownBy(() -> TestShop.server(folder, Map.of("emkd.index-recall", 1.5)))
        .hasStackTraceContaining("index_recall");
  }
}
