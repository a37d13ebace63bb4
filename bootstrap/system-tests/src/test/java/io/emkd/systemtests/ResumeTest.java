package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.server.EmkdServer;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.ResumeTrainingResponse;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a dataset while a training waits to be resumed. */
class ResumeTest {
  private static final int EPOCHS = 60;

  /** The same losses for each test: of one training. */
  private static final Map<Long, Double> uninterrupted = new HashMap<>();

  @TempDir Path folder;
  private EmkdServer server;
  private ManagedChannel channel;
  private TrainingServiceGrpc.TrainingServiceBlockingStub trainings;
  private String id;

  @BeforeEach
  void aCancelledTraining() {
    server = TestShop.server(folder);
    channel = TestShop.channel(server);
    trainings = TrainingServiceGrpc.newBlockingStub(channel);
    TestShop.importText(channel, "shop", TestShop.interactions(100));
    if (uninterrupted.isEmpty()) {
      trainings
          .train(training("reference"))
          .forEachRemaining(r -> TestShop.losses(uninterrupted, r.getEvent()));
    }
    Iterator<TrainResponse> events = trainings.train(training("shop"));
    id = events.next().getEvent().getAccepted().getId();
    for (int checkpoints = 0; checkpoints < 3; ) {
      checkpoints += events.next().getEvent().hasCheckpoint() ? 1 : 0;
    }
    trainings.cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(id).build());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static TrainRequest training(String model) {
    TrainRequest request = TestShop.training("shop", model, EPOCHS);
    return request.toBuilder()
        .setOptions(
            request.getOptions().toBuilder().setCheckpointSteps(1).setFirstValidationEpoch(EPOCHS))
        .build();
  }

  private Iterator<ResumeTrainingResponse> resume() {
    return trainings.resumeTraining(ResumeTrainingRequest.newBuilder().setTrainingId(id).build());
  }

  private void assertGoesOn() {
    Map<Long, Double> resumed = new HashMap<>();
    Training[] ended = new Training[1];
    resume()
        .forEachRemaining(
            r -> {
              TestShop.losses(resumed, r.getEvent());
              ended[0] = r.getEvent().hasEnded() ? r.getEvent().getEnded() : ended[0];
            });
    assertThat(ended[0].getState())
        .as(ended[0].getMessage())
        .isEqualTo(TrainingState.TRAINING_STATE_SUCCEEDED);
    assertThat(uninterrupted).containsAllEntriesOf(resumed);
    assertThat(resumed).containsKey((long) uninterrupted.size()).doesNotContainKey(1L);
  }

  private void append(String user, String item) {
    InteractionServiceGrpc.newBlockingStub(channel)
        .appendInteractions(
            AppendInteractionsRequest.newBuilder()
                .setDataset("shop")
                .addInteractions(Interaction.newBuilder().setUserId(user).setItemId(item))
                .build());
  }

  @Test
  void eventsOfNewAndOldItemsAndUsersWaitForTheNextTraining() {
    append("u1", "new");
    append("u2", "i3");
    append("nobody", "i4");
    assertGoesOn();
    assertThat(folder.resolve("trainings").resolve(id).resolve("data/1"))
        .as("what nothing resumes any more is dropped")
        .satisfies(ResumeTest::goneSoon);
  }

  private static void goneSoon(Path path) throws Exception {
    for (int wait = 0; wait < 300 && Files.exists(path); wait++) {
      Thread.sleep(100);
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void otherDataAreRefusedWithBothFingerprintsAndTheFormerOnesGoOn() {
    TestShop.importText(channel, "shop", TestShop.interactions(50));
    assertThatThrownBy(() -> resume().next())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
              assertThat(refused.getStatus().getDescription())
                  .contains("dataset 'shop'")
                  .containsPattern("[0-9a-f]{64}.*[0-9a-f]{64}")
                  .contains("train anew");
            });
    TestShop.importText(channel, "shop", TestShop.interactions(100));
    assertGoesOn();
  }

  @Test
  void damagedDataAreReportedByName() throws Exception {
    append("u1", "new");
    Path sequences = folder.resolve("trainings").resolve(id).resolve("data/1/sequences.bin");
    Files.write(sequences, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> resume().next())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS);
              assertThat(refused.getStatus().getDescription())
                  .contains(id)
                  .doesNotContain(folder.toString());
            });
  }
}
