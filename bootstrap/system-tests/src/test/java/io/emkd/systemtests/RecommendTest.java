package io.emkd.systemtests;

import static io.emkd.systemtests.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.cli.EmkdCommand;
import io.emkd.server.EmkdServer;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.BatchRecommendResponse;
import io.emkd.v1.ColdStart;
import io.emkd.v1.Combine;
import io.emkd.v1.EncodeRequest;
import io.emkd.v1.ItemFilter;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.SimilarItemsRequest;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recommend and its sister calls on a trained model, over a real socket. */
class RecommendTest {
  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void train() {
    server = TestShop.server(folder);
    channel = TestShop.channel(server);
    TestShop.importText(channel, "shop", TestShop.interactions(300));
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(TestShop.training("shop", "shop", 40))
        .forEachRemaining(event -> {});
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void aSequenceIsContinuedAndSeenItemsAreLeftOut() {
    RecommendResponse response = recommend(sequence("i4", "i5", "i6").setCount(17).build());
    assertThat(response.getVersion()).isEqualTo(1);
    assertThat(response.getItemsList()).hasSize(17);
    assertThat(response.getItemsList().subList(0, 3))
        .anySatisfy(i -> assertThat(i.getItemId()).isEqualTo("i7"));
    assertThat(response.getItemsList())
        .noneSatisfy(i -> assertThat(i.getItemId()).isIn("i4", "i5", "i6"));
  }

  @Test
  void aStoredUserGetsRecommendations() {
    assertThat(
            recommend(
                    RecommendRequest.newBuilder()
                        .setModel("shop")
                        .setUserId("u7")
                        .setCount(3)
                        .build())
                .getItemsList())
        .hasSize(3);
  }

  @Test
  void aFilterActsInsideTheRankingAndABatchAnswersEachByItself() {
    RecommendRequest filtered =
        sequence("i4", "i5")
            .setCount(5)
            .setFilter(
                ItemFilter.newBuilder()
                    .addAllowedItemIds("i1")
                    .addAllowedItemIds("i19")
                    .addAllowedItemIds("i5")
                    .addAllowedItemIds("i20")
                    .addDeniedItemIds("i20"))
            .build();
    assertThat(recommend(filtered).getItemsList())
        .extracting(RecommendedItem::getItemId)
        .containsExactlyInAnyOrder("i1", "i19");
    BatchRecommendResponse batch =
        RecommendationServiceGrpc.newBlockingStub(channel)
            .batchRecommend(
                BatchRecommendRequest.newBuilder()
                    .addRequests(filtered)
                    .addRequests(sequence("i4").setCount(0))
                    .addRequests(sequence("i4", "i5", "i6").setCount(17))
                    .build());
    // Requests that share a run may be rounded otherwise.
    List<RecommendedItem> alone = recommend(filtered).getItemsList();
    List<RecommendedItem> beside = batch.getResults(0).getResponse().getItemsList();
    assertThat(beside)
        .extracting(RecommendedItem::getItemId)
        .isEqualTo(alone.stream().map(RecommendedItem::getItemId).toList());
    assertThat(beside.get(0).getScore()).isCloseTo(alone.get(0).getScore(), within(1e-4));
    assertThat(batch.getResults(1).getError().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    assertThat(batch.getResults(1).getError().getMessage()).contains("count is 0");
    assertThat(batch.getResults(2).getResponse().getItemsList()).hasSize(17);
  }

  /** Each alone would have been run on the caller's thread, since nobody else calls. */
  @Test
  void theRequestsOfABatchShareGraphRuns() throws Exception {
    String runs = "emkd_scoring_batch_size_count\\{.*model=\"shop\"";
    double before = Metrics.scraped(server, runs);
    BatchRecommendRequest.Builder batch = BatchRecommendRequest.newBuilder();
    for (int request = 0; request < 60; request++) {
      batch.addRequests(sequence("i" + (1 + request % 20)));
    }
    assertThat(
            RecommendationServiceGrpc.newBlockingStub(channel)
                .batchRecommend(batch.build())
                .getResultsList())
        .allMatch(result -> result.getResponse().getItemsCount() > 0);
    assertThat(Metrics.scraped(server, runs) - before).isLessThan(4);
  }

  @Test
  void whatTheModelDoesNotKnowIsSkippedAndNamedAndWithNothingElsePopularityAnswers() {
    RecommendResponse skipped = recommend(sequence("gone", "i4", "i5").build());
    assertThat(skipped.getUnknownItemIdsList()).containsExactly("gone");
    assertThat(skipped.getItemsList())
        .isEqualTo(recommend(sequence("i4", "i5").build()).getItemsList());
    assertThat(skipped.getColdStart()).isFalse();
    RecommendRequest stranger =
        RecommendRequest.newBuilder().setModel("shop").setUserId("stranger").setCount(20).build();
    RecommendResponse popular = recommend(stranger);
    assertThat(popular.getColdStart()).isTrue();
    assertThat(popular.getItemsList())
        .hasSize(20)
        .isSortedAccordingTo(Comparator.comparingDouble(i -> -i.getScore()));
    assertThat(recommend(sequence("gone").setCount(20).build()).getItemsList())
        .isEqualTo(popular.getItemsList());
  }

  @Test
  void networkScoresAddUpToTheScore() {
    RecommendResponse plain = recommend(sequence("i4", "i5").setCount(5).build());
    RecommendResponse detailed =
        recommend(sequence("i4", "i5").setCount(5).setIncludeNetworkScores(true).build());
    assertThat(detailed.getItemsList())
        .extracting(RecommendedItem::getItemId)
        .isEqualTo(plain.getItemsList().stream().map(RecommendedItem::getItemId).toList());
    assertThat(detailed.getAgreement()).isBetween(0.0, 1.0);
    for (int i = 0; i < 5; i++) {
      RecommendedItem item = detailed.getItems(i);
      assertThat(item.getNetworkScoresList()).hasSize(2);
      assertThat(item.getNetworkScores(0) + item.getNetworkScores(1))
          .isCloseTo(plain.getItems(i).getScore(), within(1e-4));
    }
    assertThat(
            recommend(
                    sequence("i4", "i5")
                        .setCount(20)
                        .setIncludeSeen(true)
                        .setCombine(Combine.COMBINE_PROBABILITIES)
                        .build())
                .getItemsList()
                .stream()
                .mapToDouble(RecommendedItem::getScore)
                .sum())
        .isBetween(1.8, 2.0);
  }

  @Test
  void similarItemsAreThoseOfTheGreatestCosineAndAnEncodedSequenceGivesTheScores() {
    var stub = RecommendationServiceGrpc.newBlockingStub(channel);
    var similar =
        stub.similarItems(
            SimilarItemsRequest.newBuilder()
                .setModel("shop")
                .setItemId("i4")
                .setCount(1000)
                .setFilter(ItemFilter.newBuilder().addDeniedItemIds("i9"))
                .build());
    assertThat(similar.getItemsList())
        .hasSize(18)
        .extracting(RecommendedItem::getItemId)
        .doesNotContain("i4", "i9");
    assertThat(similar.getItemsList())
        .allSatisfy(i -> assertThat(i.getScore()).isBetween(-1.0, 1.0));
    refused(
        () ->
            stub.similarItems(
                SimilarItemsRequest.newBuilder().setModel("shop").setItemId("x").build()),
        Status.Code.NOT_FOUND,
        "item 'x'");
    var encoded =
        stub.encode(
            EncodeRequest.newBuilder()
                .setModel("shop")
                .setItems(ItemSequence.newBuilder().addItemIds("i4").addItemIds("gone"))
                .build());
    assertThat(encoded.getNetworksList()).hasSize(2).allMatch(n -> n.getValuesCount() == 16);
    assertThat(encoded.getUnknownItemIdsList()).containsExactly("gone");
    refused(
        () ->
            stub.encode(
                EncodeRequest.newBuilder()
                    .setModel("shop")
                    .setItems(ItemSequence.newBuilder().addItemIds("gone"))
                    .build()),
        Status.Code.FAILED_PRECONDITION,
        "none of the 1 items");
  }

  /** The command's exit status. */
  private static int recommendToAllUsers(Path output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "recommend",
                "--target",
                "localhost:" + server.port(),
                "--model",
                "shop",
                "--all-users",
                "--output",
                output.toString()));
    arguments.addAll(List.of(more));
    return EmkdCommand.commandLine().execute(arguments.toArray(String[]::new));
  }

  @Test
  void allUsersAreRecommendedToIntoAFile() throws Exception {
    for (String name : List.of("all.jsonl", "all.parquet")) {
      Path file = folder.resolve(name);
      assertThat(recommendToAllUsers(file, "--count", "3")).isZero();
      assertThat(file).exists();
    }
    List<String> lines = Files.readAllLines(folder.resolve("all.jsonl"));
    assertThat(lines).hasSize(300).allMatch(line -> line.startsWith("{\"user_id\":\"u"));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet counted =
            statement.executeQuery(
                "SELECT count(*), count(DISTINCT user_id), max(rank) FROM '"
                    + folder.resolve("all.parquet")
                    + "'")) {
      counted.next();
      assertThat(List.of(counted.getInt(1), counted.getInt(2), counted.getInt(3)))
          .containsExactly(900, 300, 3);
    }
    assertThat(recommendToAllUsers(folder.resolve("all.csv"))).isEqualTo(2);
  }

  private static RecommendRequest.Builder sequence(String... items) {
    return RecommendRequest.newBuilder()
        .setModel("shop")
        .setItems(ItemSequence.newBuilder().addAllItemIds(List.of(items)));
  }

  private static RecommendResponse recommend(RecommendRequest request) {
    return RecommendationServiceGrpc.newBlockingStub(channel).recommend(request);
  }

  @Test
  void badRecommendRequestsNameTheFieldAndWhatWouldBeValid() {
    refused(
        () -> recommend(sequence("i1", "").build()),
        Status.Code.INVALID_ARGUMENT,
        "items[1]",
        "''");
    refused(() -> recommend(sequence().build()), Status.Code.INVALID_ARGUMENT, "items", "empty");
    refused(
        () -> recommend(sequence("i1").setCount(0).build()),
        Status.Code.INVALID_ARGUMENT,
        "count is 0",
        "1 to 1000");
    refused(
        () -> recommend(sequence("i1").setCount(1001).build()),
        Status.Code.INVALID_ARGUMENT,
        "count is 1001",
        "1 to 1000");
    refused(
        () -> recommend(sequence("i1").setModel("none").build()),
        Status.Code.NOT_FOUND,
        "model 'none'");
    refused(
        () -> recommend(sequence("i1").setModel("shop@9").build()),
        Status.Code.NOT_FOUND,
        "shop@9",
        "[1]");
    refused(
        () -> recommend(sequence("i1").setModel("shop@stable").build()),
        Status.Code.NOT_FOUND,
        "shop@stable",
        "labels");
    refused(
        () -> recommend(sequence("i1").setModel("shop@1x").build()),
        Status.Code.INVALID_ARGUMENT,
        "NAME@VERSION");
    refused(
        () ->
            recommend(
                RecommendRequest.newBuilder()
                    .setModel("shop")
                    .setUserId("nobody")
                    .setColdStart(ColdStart.COLD_START_REFUSE)
                    .build()),
        Status.Code.NOT_FOUND,
        "user 'nobody'");
    refused(
        () -> recommend(RecommendRequest.newBuilder().setModel("shop").build()),
        Status.Code.INVALID_ARGUMENT,
        "history");
  }
}
