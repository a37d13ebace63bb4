package io.emkd.systemtests;

import static io.emkd.systemtests.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.EmkdServer;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training must not take the server with it. */
class TrainingProcessTest {
  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    server = TestShop.server(folder.resolve("data"));
    channel = TestShop.channel(server);
    TestShop.publishModel(channel);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static ProcessHandle training(ProcessHandle server) {
    return server
        .children()
        .filter(TrainingProcessTest::trains)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process of a training"));
  }

  /** By the system's own word: {@link ProcessHandle.Info} has no end of a long command line. */
  private static boolean trains(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
          .contains("TrainerMain");
    } catch (IOException ended) {
      return false;
    }
  }

  private static TrainRequest.Builder longTraining() {
    return TestShop.training("shop", "shop", 100_000).toBuilder();
  }

  @Test
  void aTrainingThatCannotFitIsRefusedWithWhatEachPartWouldTake() {
    TrainRequest.Builder request = longTraining();
    request.getOptionsBuilder().setHiddenSize(4096).setMaxLength(1000).setBatchSize(65536);
    request.getOptionsBuilder().setBlocks(32).setMaskedViews(64).setNetworks(16);
    int before = trainings();
    refused(
        () -> TrainingServiceGrpc.newBlockingStub(channel).train(request.build()).next(),
        Status.Code.FAILED_PRECONDITION,
        "weights ",
        "moments ",
        "activations ",
        "attention ",
        "logits ",
        "GiB are there: ",
        "lower ");
    assertThat(trainings()).isEqualTo(before);
    TestShop.recommend(channel);
  }

  private static int trainings() {
    return TrainingServiceGrpc.newBlockingStub(channel)
        .listTrainings(ListTrainingsRequest.getDefaultInstance())
        .getTrainingsCount();
  }

  @Test
  void aBatchSizeBeyondTheDataCountsAsWhatTheDataHave() {
    TrainRequest.Builder request = TestShop.training("shop", "large", 1).toBuilder();
    request.getOptionsBuilder().setBatchSize(65536);
    List<TrainingEvent> events = new ArrayList<>();
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(request.build())
        .forEachRemaining(response -> events.add(response.getEvent()));
    assertThat(events.get(events.size() - 1).getEnded().getState())
        .isEqualTo(TrainingState.TRAINING_STATE_SUCCEEDED);
  }

  @Test
  void aKilledTrainingIsAFailedOneAndServingGoesOn() {
    Iterator<TrainResponse> events =
        TrainingServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(5, TimeUnit.MINUTES)
            .train(longTraining().build());
    TrainingEvent event = events.next().getEvent();
    while (!event.hasStep() || event.getStep().getStep() < 3) {
      event = events.next().getEvent();
    }
    TestShop.recommend(channel);
    training(ProcessHandle.current()).destroyForcibly();
    while (!event.hasEnded()) {
      TestShop.recommend(channel);
      event = events.next().getEvent();
    }
    assertThat(event.getEnded().getState()).isEqualTo(TrainingState.TRAINING_STATE_FAILED);
    assertThat(event.getEnded().getMessage())
        .contains("was killed (exit 137)", "memory runs out", "estimated to need");
    TestShop.recommend(channel);
  }

  @Test
  void noTrainingOutlivesAServerThatIsKilled() throws Exception {
    ServerProcess victim = ServerProcess.start(folder.resolve("victim"));
    try {
      TestShop.importText(victim.channel(), "shop", TestShop.interactions(60));
      Iterator<TrainResponse> events =
          TrainingServiceGrpc.newBlockingStub(victim.channel()).train(longTraining().build());
      while (!events.next().getEvent().hasStep()) {
        // The events before it say nothing of its process.
      }
      ProcessHandle training = training(victim.process().toHandle());
      victim.kill();
      assertThat(training.onExit().orTimeout(1, TimeUnit.MINUTES).join().isAlive()).isFalse();
    } finally {
      victim.kill();
    }
  }
}
