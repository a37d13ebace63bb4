package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.ResumeTrainingResponse;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose disk is full or gone, in a server that goes on serving. */
class LostStoreTest {
  private static final int EPOCHS = 60;

  @TempDir Path folder;
  private ServerProcess server;
  private TrainingServiceGrpc.TrainingServiceBlockingStub trainings;
  private final Map<Long, Double> uninterrupted = new HashMap<>();

  @BeforeEach
  void aServerWithAModel() throws Exception {
    server = ServerProcess.start(folder);
    trainings = TrainingServiceGrpc.newBlockingStub(server.channel());
    TestShop.importText(server.channel(), "shop", TestShop.interactions(100));
    trainings.train(training()).forEachRemaining(r -> TestShop.losses(uninterrupted, r.getEvent()));
    assertServes();
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.kill();
  }

  private static TrainRequest training() {
    TrainRequest request = TestShop.training("shop", "shop", EPOCHS);
    return request.toBuilder()
        .setOptions(
            request.getOptions().toBuilder().setCheckpointSteps(1).setFirstValidationEpoch(EPOCHS))
        .build();
  }

  @Test
  void aFullDiskFailsTheTrainingKeepsItsCheckpointAndTheServerServes() throws Exception {
    Iterator<TrainResponse> events = trainings.train(training());
    String id = afterSomeCheckpoints(events);

    limitFileSize("4096");
    Training failed = ended(events);

    assertThat(failed.getState()).isEqualTo(TrainingState.TRAINING_STATE_FAILED);
    assertThat(failed.getMessage())
        .doesNotContain(folder.toString())
        .contains("the checkpoint of step")
        .contains("could not be written")
        .containsIgnoringCase("file too large");
    assertNothingHalfWritten(id);
    assertServes();

    limitFileSize("unlimited");
    assertResumesWithTheSameLosses(id);
  }

  @Test
  void aLostDirectoryFailsTheTrainingAndTheServerServes() throws Exception {
    Iterator<TrainResponse> events = trainings.train(training());
    String id = afterSomeCheckpoints(events);
    Path checkpoints = folder.resolve("trainings").resolve(id).resolve("checkpoints");
    Path elsewhere = folder.resolve("elsewhere");

    // A checkpoint that is being written while this happens may bring the directory back.
    while (!Files.isRegularFile(checkpoints)) {
      if (Files.isDirectory(checkpoints)) {
        Files.move(
            checkpoints,
            Files.exists(elsewhere) ? folder.resolve("again" + System.nanoTime()) : elsewhere);
      }
      try {
        Files.createFile(checkpoints);
      } catch (java.nio.file.FileAlreadyExistsException back) {
        // It is moved away again.
      }
    }
    Training failed = ended(events);

    assertThat(failed.getState()).isEqualTo(TrainingState.TRAINING_STATE_FAILED);
    assertThat(failed.getMessage())
        .contains("the checkpoint of step")
        .contains("could not be written")
        .contains("Not a directory")
        .doesNotContain(folder.toString());
    assertServes();

    Files.delete(checkpoints);
    Files.move(elsewhere, checkpoints);
    assertResumesWithTheSameLosses(id);
  }

  @Test
  void aCancelledTrainingEndsAtOnceKeepsItsCheckpointAndResumes() throws Exception {
    Iterator<TrainResponse> events = trainings.train(training());
    String id = afterSomeCheckpoints(events);

    Training cancelled =
        trainings
            .cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(id).build())
            .getTraining();

    assertThat(cancelled.getState()).isEqualTo(TrainingState.TRAINING_STATE_CANCELLED);
    assertThat(cancelled.getMessage()).startsWith("cancelled after step ");
    assertThat(ended(events)).isEqualTo(cancelled);
    assertResumesWithTheSameLosses(id);
  }

  private static String afterSomeCheckpoints(Iterator<TrainResponse> events) {
    String id = events.next().getEvent().getAccepted().getId();
    int seen = 0;
    while (seen < 5) {
      if (events.next().getEvent().hasCheckpoint()) {
        seen++;
      }
    }
    return id;
  }

  private static Training ended(Iterator<TrainResponse> events) {
    while (true) {
      var event = events.next().getEvent();
      if (event.hasEnded()) {
        return event.getEnded();
      }
    }
  }

  private void assertServes() {
    var answer =
        RecommendationServiceGrpc.newBlockingStub(server.channel())
            .recommend(RecommendRequest.newBuilder().setModel("shop").setUserId("u1").build());
    assertThat(answer.getItemsCount()).isPositive();
  }

  private void assertNothingHalfWritten(String id) throws IOException {
    try (var files = Files.walk(folder.resolve("trainings").resolve(id))) {
      List<Path> all = files.toList();
      assertThat(all).noneMatch(f -> f.getFileName().toString().startsWith(".unfinished"));
      assertThat(all).anyMatch(f -> f.getFileName().toString().equals("progress.json"));
    }
  }

  private void assertResumesWithTheSameLosses(String id) {
    Map<Long, Double> resumed = new HashMap<>();
    Training[] ended = new Training[1];
    trainings
        .resumeTraining(ResumeTrainingRequest.newBuilder().setTrainingId(id).build())
        .forEachRemaining(
            (ResumeTrainingResponse r) -> {
              TestShop.losses(resumed, r.getEvent());
              if (r.getEvent().hasEnded()) {
                ended[0] = r.getEvent().getEnded();
              }
            });
    assertThat(ended[0].getState())
        .as(ended[0].getMessage())
        .isEqualTo(TrainingState.TRAINING_STATE_SUCCEEDED);
    assertThat(uninterrupted).containsAllEntriesOf(resumed);
    assertThat(resumed).containsKey((long) uninterrupted.size()).doesNotContainKey(1L);
  }

  /**
   * What a full disk is to the server and to the process that trains: writes past the limit fail.
   */
  private void limitFileSize(String bytes) throws Exception {
    List<ProcessHandle> processes =
        Stream.concat(
                Stream.of(server.process().toHandle()), server.process().toHandle().descendants())
            .toList();
    for (ProcessHandle process : processes) {
      Process prlimit =
          new ProcessBuilder(
                  "prlimit",
                  "--pid",
                  String.valueOf(process.pid()),
                  "--fsize=" + bytes + ":unlimited")
              .inheritIO()
              .start();
      assertThat(prlimit.waitFor()).isZero();
    }
  }
}
