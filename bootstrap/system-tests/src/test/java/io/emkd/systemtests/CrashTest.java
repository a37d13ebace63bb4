package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.emkd.v1.WatchTrainingRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9, then a restart on the same data. */
class CrashTest {
  /** The settings of a server that leaves it to others to go on with what it finds. */
  private static final Map<String, String> BY_HAND = Map.of("EMKD_RESUME_TRAININGS", "false");

  private static final int EPOCHS = 3;

  @TempDir Path folder;

  /** Resumed in the middle of epochs as well. */
  private static TrainRequest training() {
    TrainRequest request = TestShop.training("shop", "shop", EPOCHS);
    return request.toBuilder()
        .setOptions(request.getOptions().toBuilder().setCheckpointSteps(1))
        .build();
  }

  /** Adds a validated epoch's mean loss, by epoch. */
  private static void meanLosses(Map<Integer, Double> into, TrainingEvent event) {
    if (event.hasValidation()) {
      into.put(event.getValidation().getEpoch(), event.getValidation().getMeanLoss());
    }
  }

  @Test
  void aKilledTrainingGoesOnByHandOrByItselfWithTheSameLosses() throws Exception {
    Map<Long, Double> uninterrupted = new HashMap<>();
    Map<Integer, Double> uninterruptedEpochs = new HashMap<>();
    ServerProcess reference = ServerProcess.start(folder.resolve("reference"));
    TestShop.importText(reference.channel(), "shop", TestShop.interactions(300));
    TrainingServiceGrpc.newBlockingStub(reference.channel())
        .train(training())
        .forEachRemaining(
            r -> {
              TestShop.losses(uninterrupted, r.getEvent());
              meanLosses(uninterruptedEpochs, r.getEvent());
            });
    reference.kill();
    long steps = uninterrupted.size();

    for (long killAfter : List.of(steps / 2, steps - 2, steps)) {
      boolean byItself = killAfter == steps - 2;
      Path data = folder.resolve("killed-after-" + killAfter);
      ServerProcess victim = ServerProcess.start(data);
      TestShop.importText(victim.channel(), "shop", TestShop.interactions(300));
      var events = TrainingServiceGrpc.newBlockingStub(victim.channel()).train(training());
      String id = events.next().getEvent().getAccepted().getId();
      try {
        while (events.hasNext() && events.next().getEvent().getStep().getStep() < killAfter) {
          // Until then.
        }
      } catch (StatusRuntimeException alreadyGone) {
        throw new AssertionError("the training ended by itself", alreadyGone);
      }
      victim.kill();

      ServerProcess restarted = ServerProcess.start(data, byItself ? Map.of() : BY_HAND);
      try {
        assertOnlyWholeVersions(restarted, data);
        Training training =
            TrainingServiceGrpc.newBlockingStub(restarted.channel())
                .listTrainings(ListTrainingsRequest.getDefaultInstance())
                .getTrainings(0);
        if (training.getState() == TrainingState.TRAINING_STATE_SUCCEEDED) {
          continue;
        }
        Map<Long, Double> resumed = new HashMap<>();
        Map<Integer, Double> resumedEpochs = new HashMap<>();
        Consumer<TrainingEvent> seen =
            event -> {
              TestShop.losses(resumed, event);
              meanLosses(resumedEpochs, event);
            };
        TrainingServiceGrpc.TrainingServiceBlockingStub trainings =
            TrainingServiceGrpc.newBlockingStub(restarted.channel());
        if (byItself) {
          assertThat(training.getState())
              .isIn(TrainingState.TRAINING_STATE_QUEUED, TrainingState.TRAINING_STATE_RUNNING);
          trainings
              .watchTraining(WatchTrainingRequest.newBuilder().setTrainingId(id).build())
              .forEachRemaining(r -> seen.accept(r.getEvent()));
        } else {
          assertThat(training.getState()).isEqualTo(TrainingState.TRAINING_STATE_INTERRUPTED);
          trainings
              .resumeTraining(ResumeTrainingRequest.newBuilder().setTrainingId(id).build())
              .forEachRemaining(r -> seen.accept(r.getEvent()));
        }
        assertThat(uninterrupted).containsAllEntriesOf(resumed);
        assertThat(uninterruptedEpochs).containsAllEntriesOf(resumedEpochs);
        assertThat(
                ModelServiceGrpc.newBlockingStub(restarted.channel())
                    .listModels(ListModelsRequest.getDefaultInstance())
                    .getModelsList())
            .hasSizeBetween(1, 2);
      } finally {
        restarted.kill();
      }
    }
  }

  @Test
  void whatWasQueuedBehindAKilledTrainingRunsAfterTheRestart() throws Exception {
    Path data = folder.resolve("queue");
    ServerProcess victim = ServerProcess.start(data);
    TestShop.importText(victim.channel(), "shop", TestShop.interactions(300));
    TrainingServiceGrpc.TrainingServiceBlockingStub trainings =
        TrainingServiceGrpc.newBlockingStub(victim.channel());
    String running =
        trainings
            .train(TestShop.training("shop", "first", 1000))
            .next()
            .getEvent()
            .getAccepted()
            .getId();
    String queued =
        trainings
            .train(TestShop.training("shop", "second", 1))
            .next()
            .getEvent()
            .getAccepted()
            .getId();
    String cancelled =
        trainings
            .train(TestShop.training("shop", "third", 1))
            .next()
            .getEvent()
            .getAccepted()
            .getId();
    assertThat(
            trainings
                .cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(cancelled).build())
                .getTraining()
                .getState())
        .isEqualTo(TrainingState.TRAINING_STATE_CANCELLED);
    victim.kill();

    ServerProcess restarted = ServerProcess.start(data, BY_HAND);
    try {
      TrainingServiceGrpc.newBlockingStub(restarted.channel())
          .watchTraining(WatchTrainingRequest.newBuilder().setTrainingId(queued).build())
          .forEachRemaining(event -> {});
      Map<String, TrainingState> states = new HashMap<>();
      TrainingServiceGrpc.newBlockingStub(restarted.channel())
          .listTrainings(ListTrainingsRequest.getDefaultInstance())
          .getTrainingsList()
          .forEach(training -> states.put(training.getId(), training.getState()));
      assertThat(states)
          .containsEntry(running, TrainingState.TRAINING_STATE_INTERRUPTED)
          .containsEntry(queued, TrainingState.TRAINING_STATE_SUCCEEDED)
          .containsEntry(cancelled, TrainingState.TRAINING_STATE_CANCELLED);
    } finally {
      restarted.kill();
    }
  }

  private static void assertOnlyWholeVersions(ServerProcess server, Path data) throws IOException {
    int listed =
        ModelServiceGrpc.newBlockingStub(server.channel())
            .listModels(ListModelsRequest.getDefaultInstance())
            .getModelsCount();
    Path models = data.resolve("models").resolve("shop");
    if (!Files.exists(models)) {
      assertThat(listed).isZero();
      return;
    }
    try (var versions = Files.list(models)) {
      assertThat(versions.toList())
          .hasSize(listed)
          .allSatisfy(
              v ->
                  assertThat(v)
                      .isDirectoryContaining("glob:**manifest.json")
                      .isDirectoryRecursivelyContaining("glob:**variables.index"));
    }
  }
}
