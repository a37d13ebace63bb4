package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.server.EmkdServer;
import io.emkd.v1.DeleteModelRequest;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.LabelModelRequest;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RollBackModelRequest;
import io.emkd.v1.SetCanaryRequest;
import io.emkd.v1.SetShadowRequest;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of a model that change while requests come. */
class VersionSwapTest {
  @TempDir static Path folder;

  private static EmkdServer server;
  private static ManagedChannel channel;
  private static ModelServiceGrpc.ModelServiceBlockingStub models;

  @BeforeAll
  static void publishTwoVersions() throws Exception {
    server = TestShop.server(folder);
    channel = TestShop.channel(server);
    models = ModelServiceGrpc.newBlockingStub(channel);
    TestShop.importText(channel, "shop", TestShop.interactions(200));
    assertThat(train(2)).isEqualTo("published shop@1; shop@1 serves");
    assertThat(train(1)).startsWith("published shop@2; shop@1 goes on serving: validation NDCG@10");
  }

  private static String train(int epochs) {
    List<String> messages = new ArrayList<>();
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(TestShop.training("shop", "shop", epochs))
        .forEachRemaining(r -> messages.add(r.getEvent().getEnded().getMessage()));
    return messages.get(messages.size() - 1);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static int answering(String model) {
    return RecommendationServiceGrpc.newBlockingStub(channel)
        .recommend(
            RecommendRequest.newBuilder()
                .setModel(model)
                .setItems(ItemSequence.newBuilder().addItemIds("i1").addItemIds("i2"))
                .setCount(3)
                .build())
        .getVersion();
  }

  private static void promote(String model) {
    models.promoteModel(PromoteModelRequest.newBuilder().setModel(model).build());
  }

  @Test
  void noRequestFailsWhileVersionsAreSwappedAndAPinnedVersionStays() throws Exception {
    promote("shop@1");
    models.labelModel(LabelModelRequest.newBuilder().setModel("shop@1").setLabel("stable").build());
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger answers = new AtomicInteger();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> callers = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      String model = c % 2 == 0 ? "shop" : "shop@stable";
      Thread caller =
          new Thread(
              () -> {
                while (!stop.get()) {
                  try {
                    int version = answering(model);
                    answers.incrementAndGet();
                    if (version != 1 && (model.equals("shop@stable") || version != 2)) {
                      wrong.add(model + " was answered by " + version);
                    }
                  } catch (RuntimeException failed) {
                    wrong.add(failed.toString());
                  }
                }
              });
      caller.start();
      callers.add(caller);
    }
    for (int swap = 0; swap < 12; swap++) {
      promote("shop@2");
      assertThat(answering("shop")).isEqualTo(2);
      models.rollBackModel(RollBackModelRequest.newBuilder().setName("shop").build());
      assertThat(answering("shop")).isEqualTo(1);
    }
    stop.set(true);
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(answers).hasPositiveValue();
  }

  @Test
  void aVersionInUseIsNotDeletedAndADeletedNumberIsNotGivenAgain() {
    promote("shop@1");
    assertThatThrownBy(() -> delete("shop@1"))
        .hasMessageContaining("FAILED_PRECONDITION")
        .hasMessageContaining("shop@1 is serving");
    train(1);
    assertThat(versions()).contains(3);
    delete("shop@3");
    assertThat(versions()).doesNotContain(3);
    assertThatThrownBy(() -> answering("shop@3")).hasMessageContaining("NOT_FOUND");
    train(1);
    assertThat(versions()).doesNotContain(3).contains(4);
  }

  @Test
  void aCanaryAnswersItsShareOfUsersUntilItIsEndedOrPromoted() {
    promote("shop@1");
    setCanary("shop@2", 0.5);
    List<Integer> answering =
        IntStream.rangeClosed(1, 40).mapToObj(user -> answeringUser("u" + user)).toList();
    assertThat(answering).contains(1, 2).containsOnly(1, 2);
    assertThat(IntStream.rangeClosed(1, 40).mapToObj(user -> answeringUser("u" + user)).toList())
        .isEqualTo(answering);
    assertThat(answering("shop")).isEqualTo(1);
    assertThatThrownBy(() -> delete("shop@2")).hasMessageContaining("is the canary");
    assertThatThrownBy(() -> setCanary("shop@2", 1.5)).hasMessageContaining("share is 1.5");
    assertThatThrownBy(() -> setCanary("shop@1", 0.1)).hasMessageContaining("serves all users");
    setCanary("shop@2", 0);
    assertThat(answeringUser("u1")).isEqualTo(1);
  }

  @Test
  void aShadowIsAskedItsShareAndAnswersNobody() throws Exception {
    promote("shop@1");
    setShadow("shop@2", 1);
    assertThat(got("shop@2").getShadowShare()).isEqualTo(1);
    assertThat(got("shop@1").getShadowShare()).isZero();
    for (int user = 1; user <= 40; user++) {
      assertThat(answeringUser("u" + user)).isEqualTo(1);
    }
    assertThat(answering("shop")).isEqualTo(1);
    // Whoever names a version wants it alone.
    assertThat(answering("shop@1")).isEqualTo(1);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                Metrics.scraped(
                        server, "emkd_shadow_requests_total\\{model=\"shop\",outcome=\"compared\"")
                    == 41);
    assertThat(Metrics.scraped(server, "emkd_shadow_agreement_count\\{model=\"shop\""))
        .isEqualTo(41);
    assertThat(Metrics.scraped(server, "emkd_shadow_agreement_sum\\{model=\"shop\""))
        .isBetween(0.0, 41.0);
    assertThat(Metrics.scraped(server, "emkd_shadow_duration_seconds_count\\{model=\"shop\""))
        .isEqualTo(41);
    assertThatThrownBy(() -> delete("shop@2")).hasMessageContaining("is the shadow");
    assertThatThrownBy(() -> setShadow("shop@2", -1)).hasMessageContaining("share is -1");
    assertThatThrownBy(() -> setShadow("shop@1", 0.1)).hasMessageContaining("serves");
    promote("shop@2");
    assertThat(got("shop@2").getShadowShare()).as("what serves is no shadow").isZero();
    promote("shop@1");
  }

  @Test
  void everyAnswerThatNamesAVersionSaysWhatPointsAtIt() {
    promote("shop@1");
    models.labelModel(LabelModelRequest.newBuilder().setModel("shop@2").setLabel("next").build());
    setCanary("shop@2", 0.25);
    assertThat(evaluated("shop")).isEqualTo(got("shop@1"));
    assertThat(evaluated("shop@1").getServing()).isTrue();
    assertThat(evaluated("shop@1").getLabelsList()).doesNotContain("next");
    assertThat(evaluated("shop@2")).isEqualTo(got("shop@next"));
    assertThat(evaluated("shop@2").getServing()).isFalse();
    assertThat(evaluated("shop@2").getLabelsList()).contains("next");
    assertThat(evaluated("shop@2").getCanaryShare()).isEqualTo(0.25);
    setCanary("shop@2", 0);
    models.labelModel(LabelModelRequest.newBuilder().setModel("shop").setLabel("next").build());
    assertThat(published("fresh").getServing()).isTrue();
    assertThat(published("fresh").getServing()).as("the gate has not decided yet").isFalse();
  }

  private static Model evaluated(String model) {
    return EvaluationServiceGrpc.newBlockingStub(channel)
        .evaluate(EvaluateRequest.newBuilder().setModel(model).build())
        .getModel();
  }

  private static Model got(String model) {
    return models.getModel(GetModelRequest.newBuilder().setModel(model).build()).getModel();
  }

  private static Model published(String model) {
    List<Model> published = new ArrayList<>();
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(TestShop.training("shop", model, 1))
        .forEachRemaining(
            r -> {
              if (r.getEvent().hasPublished()) {
                published.add(r.getEvent().getPublished());
              }
            });
    assertThat(published).hasSize(1);
    return published.get(0);
  }

  private static int answeringUser(String user) {
    return RecommendationServiceGrpc.newBlockingStub(channel)
        .recommend(RecommendRequest.newBuilder().setModel("shop").setUserId(user).build())
        .getVersion();
  }

  private static void setCanary(String model, double share) {
    models.setCanary(SetCanaryRequest.newBuilder().setModel(model).setShare(share).build());
  }

  private static void setShadow(String model, double share) {
    models.setShadow(SetShadowRequest.newBuilder().setModel(model).setShare(share).build());
  }

  private static void delete(String model) {
    models.deleteModel(DeleteModelRequest.newBuilder().setModel(model).build());
  }

  private static List<Integer> versions() {
    return models.listModels(ListModelsRequest.getDefaultInstance()).getModelsList().stream()
        .map(Model::getVersion)
        .toList();
  }
}
