package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.JsonFormat;
import io.emkd.server.EmkdServer;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.Exposure;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendationServiceGrpc.RecommendationServiceBlockingStub;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.SetCanaryRequest;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/ab-tests.md says, with a real broker. */
class ExposuresTest {
  private static final int USERS = 40;

  @TempDir static Path brokerFolder;
  @TempDir static Path data;
  private static KafkaBroker broker;

  /** A model of two versions, of which the second answers for half of the users. */
  @BeforeAll
  static void prepare() throws Exception {
    broker = KafkaBroker.start(brokerFolder);
    try (EmkdServer server = TestShop.server(data)) {
      ManagedChannel channel = TestShop.channel(server);
      TestShop.publishModel(channel);
      TrainingServiceGrpc.newBlockingStub(channel)
          .train(TestShop.training("shop", "shop", 1))
          .forEachRemaining(event -> {});
      var unused =
          ModelServiceGrpc.newBlockingStub(channel)
              .setCanary(SetCanaryRequest.newBuilder().setModel("shop@2").setShare(0.5).build());
      channel.shutdownNow();
    }
  }

  @AfterAll
  static void stopBroker() throws InterruptedException {
    broker.close();
  }

  private static EmkdServer server(String exposures) {
    return TestShop.server(data, Map.of("emkd.exposures", exposures));
  }

  private static String topic(String name) {
    return "kafka://" + broker.address() + "/" + name;
  }

  private static RecommendRequest ofUser(int user) {
    return RecommendRequest.newBuilder().setModel("shop").setUserId("u" + user).build();
  }

  private static RecommendationServiceBlockingStub calls(ManagedChannel channel, String requestId) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), requestId);
    return RecommendationServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static List<Exposure> exposures(String topic, int count) throws Exception {
    List<Exposure> exposures = new ArrayList<>();
    for (var record : broker.records(topic, count)) {
      Exposure.Builder exposure = Exposure.newBuilder();
      JsonFormat.parser().merge(new String(record.value(), StandardCharsets.UTF_8), exposure);
      assertThat(record.key())
          .isEqualTo(exposure.getUserId().isEmpty() ? null : exposure.getUserId());
      exposures.add(exposure.build());
    }
    return exposures;
  }

  private static void isOf(Exposure exposure, RecommendResponse answer) {
    assertThat(exposure.getModel()).isEqualTo("shop");
    assertThat(exposure.getVersion()).isEqualTo(answer.getVersion());
    assertThat(exposure.getColdStart()).isEqualTo(answer.getColdStart());
    assertThat(exposure.getItemIdsList())
        .isEqualTo(answer.getItemsList().stream().map(RecommendedItem::getItemId).toList());
  }

  @Test
  void eachAnswerIsToldOnceAndAUserStaysWithAVersion() throws Exception {
    broker.createTopic("shown", 1);
    try (EmkdServer server = server(topic("shown"))) {
      ManagedChannel channel = TestShop.channel(server);
      List<RecommendResponse> answers = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        for (int user = 1; user <= USERS; user++) {
          answers.add(calls(channel, "r-" + user).recommend(ofUser(user)));
        }
      }
      assertThatThrownBy(
              () ->
                  calls(channel, "none")
                      .recommend(ofUser(1).toBuilder().setModel("absent").build()))
          .isInstanceOf(StatusRuntimeException.class);
      RecommendRequest given =
          RecommendRequest.newBuilder()
              .setModel("shop@1")
              .setItems(ItemSequence.newBuilder().addItemIds("i1"))
              .build();
      answers.add(
          calls(channel, "batch")
              .batchRecommend(BatchRecommendRequest.newBuilder().addRequests(given).build())
              .getResults(0)
              .getResponse());
      answers.add(streamed(channel, ofUser(7)));

      // Nothing of what the server asked itself before it was ready.
      List<Exposure> told = exposures("shown", 2 * USERS + 2);
      assertThat(told).hasSize(2 * USERS + 2);
      Map<String, Integer> versions = new HashMap<>();
      for (int e = 0; e < told.size(); e++) {
        isOf(told.get(e), answers.get(e));
        String user = told.get(e).getUserId();
        if (!user.isEmpty()) {
          assertThat(told.get(e).getAskedFor()).isEqualTo("shop");
          assertThat(versions.merge(user, told.get(e).getVersion(), (before, now) -> before))
              .isEqualTo(told.get(e).getVersion());
        }
        if (e < 2 * USERS) {
          assertThat(user).isEqualTo("u" + (e % USERS + 1));
          assertThat(told.get(e).getRequestId()).isEqualTo("r-" + (e % USERS + 1));
        }
      }
      assertThat(versions.values()).contains(1, 2);
      assertThat(told.get(2 * USERS).getAskedFor()).isEqualTo("shop@1");
      assertThat(told.get(2 * USERS).getRequestId()).isEqualTo("batch");
      assertThat(told.get(2 * USERS + 1).getRequestId()).isNotEmpty();
      assertThat(Metrics.scraped(server, "emkd_exposures_written_total")).isEqualTo(2 * USERS + 2);
      channel.shutdownNow();
    }
  }

  private static RecommendResponse streamed(ManagedChannel channel, RecommendRequest request)
      throws Exception {
    Answer<StreamRecommendResponse> answer = new Answer<>();
    StreamObserver<StreamRecommendRequest> stream =
        RecommendationServiceGrpc.newStub(channel).streamRecommend(answer);
    stream.onNext(StreamRecommendRequest.newBuilder().setRequest(request).build());
    stream.onCompleted();
    return answer.join().getResult().getResponse();
  }

  @Test
  void answersGoOnWhileTheBrokersAreAwayAndAreToldWhenTheyAreBack() throws Exception {
    broker.createTopic("later", 1);
    try (EmkdServer server = server(topic("later"))) {
      ManagedChannel channel = TestShop.channel(server);
      calls(channel, "before").recommend(ofUser(1));
      broker.records("later", 1);
      broker.kill();
      for (int user = 1; user <= 5; user++) {
        var answer =
            calls(channel, "away-" + user)
                .withDeadlineAfter(Duration.ofSeconds(5))
                .recommend(ofUser(user));
        assertThat(answer.getItemsCount()).isPositive();
      }
      broker.startAgain();
      assertThat(exposures("later", 6))
          .extracting(Exposure::getRequestId)
          .containsExactly("before", "away-1", "away-2", "away-3", "away-4", "away-5");
      channel.shutdownNow();
    }
  }

  @Test
  void inTheLogTheyAreTheSame() throws Exception {
    try (CapturedLog log = new CapturedLog();
        EmkdServer server = server("log")) {
      ManagedChannel channel = TestShop.channel(server);
      RecommendResponse answer = calls(channel, "logged").recommend(ofUser(3));
      await().until(() -> log.lines().stream().anyMatch(line -> line.contains(" exposures ")));
      List<String> lines =
          log.lines().stream().filter(line -> line.startsWith("INFO exposures ")).toList();
      assertThat(lines).hasSize(1);
      Exposure.Builder exposure = Exposure.newBuilder();
      JsonFormat.parser().merge(lines.get(0).substring("INFO exposures ".length()), exposure);
      isOf(exposure.build(), answer);
      channel.shutdownNow();
    }
  }

  @Test
  void theJoinOfThePageCountsUsersWhoFollowedARecommendationInTime() throws Exception {
    Matcher sql =
        Pattern.compile("(?s)```sql\n(.*?)```").matcher(Documents.texts().get("docs/ab-tests.md"));
    assertThat(sql.find()).isTrue();
    try (Connection database = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = database.createStatement()) {
      statement.executeUpdate("CREATE TABLE shown (time REAL, user_id, version, item_id)");
      statement.executeUpdate("CREATE TABLE clicks (time REAL, user_id, item_id)");
      statement.executeUpdate(
          "INSERT INTO shown VALUES (0, 'a', 1, 'x'), (0, 'a', 1, 'y'), (50, 'a', 1, 'x'),"
              + " (0, 'b', 1, 'x'), (0, 'c', 2, 'x'), (0, 'd', 2, 'y'), (0, 'e', 2, 'y')");
      statement.executeUpdate(
          // Twice, before it was shown, of another item, too late, and in time.
          "INSERT INTO clicks VALUES (10, 'a', 'x'), (60, 'a', 'x'), (-1, 'b', 'x'),"
              + " (10, 'c', 'y'), (1801, 'd', 'y'), (1800, 'e', 'y')");
      List<List<Integer>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery(sql.group(1))) {
        while (result.next()) {
          rows.add(List.of(result.getInt(1), result.getInt(2), result.getInt(3)));
        }
      }
      assertThat(rows).containsExactly(List.of(1, 2, 1), List.of(2, 3, 1));
    }
  }

  @Test
  void whatIsNoTopicIsRefusedBeforeAnythingStarts() {
    assertThatThrownBy(() -> server("kafka://nowhere/shown"))
        .hasStackTraceContaining("exposures is 'nowhere' but must be");
  }
}
