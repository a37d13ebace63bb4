package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at random moments, many times in one training. */
class RandomKillsTest {
  private static final int KILLS = 12;
  private static final int EPOCHS = 100;

  @TempDir Path folder;

  private static TrainRequest training() {
    TrainRequest request = TestShop.training("shop", "shop", EPOCHS);
    return request.toBuilder()
        .setOptions(
            request.getOptions().toBuilder()
                // More than half of the time goes to checkpoints, and with it the kills.
                .setCheckpointSteps(1)
                .setFirstValidationEpoch(EPOCHS))
        .build();
  }

  @Test
  void aTrainingKilledAtRandomMomentsAgainAndAgainEndsWithTheSameBytes() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ServerProcess reference = ServerProcess.start(folder.resolve("reference"));
    TestShop.importText(reference.channel(), "shop", TestShop.interactions(100));
    Map<Long, Double> uninterrupted = new HashMap<>();
    var steps = TrainingServiceGrpc.newBlockingStub(reference.channel()).train(training());
    long firstStepNanos = 0;
    while (steps.hasNext()) {
      TrainingEvent event = steps.next().getEvent();
      TestShop.losses(uninterrupted, event);
      firstStepNanos = firstStepNanos == 0 && event.hasStep() ? System.nanoTime() : firstStepNanos;
    }
    // On average a third of the training is done when the last kill has happened, so that it has
    // not ended before on a machine that does other things as well.
    int longestLifeMillis =
        (int) ((System.nanoTime() - firstStepNanos) / 1_000_000 * 2 / 3 / KILLS);
    reference.kill();

    Path data = folder.resolve("killed");
    Map<Long, Double> killed = new HashMap<>();
    String id = "";
    int kills = 0;
    for (boolean ended = false; !ended; ) {
      // By hand, so that every life of the server begins with a look at the training.
      ServerProcess server = ServerProcess.start(data, Map.of("EMKD_RESUME_TRAININGS", "false"));
      if (id.isEmpty()) {
        TestShop.importText(server.channel(), "shop", TestShop.interactions(100));
      }
      Training before = id.isEmpty() ? null : only(server);
      if (before != null && before.getState() == TrainingState.TRAINING_STATE_SUCCEEDED) {
        server.kill();
        break;
      }
      assertThat(before == null ? TrainingState.TRAINING_STATE_INTERRUPTED : before.getState())
          .as("seed %d, after %d kills", seed, kills)
          .isEqualTo(TrainingState.TRAINING_STATE_INTERRUPTED);
      CountDownLatch firstStep = new CountDownLatch(1);
      Thread killer = null;
      if (kills < KILLS) {
        int life = random.nextInt(longestLifeMillis);
        killer =
            new Thread(
                () -> {
                  try {
                    firstStep.await();
                    Thread.sleep(life);
                    server.kill();
                  } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                  }
                });
        killer.start();
        kills++;
      }
      TrainingServiceGrpc.TrainingServiceBlockingStub trainings =
          TrainingServiceGrpc.newBlockingStub(server.channel());
      if (id.isEmpty()) {
        var events = trainings.train(training());
        id = events.next().getEvent().getAccepted().getId();
        ended = follow(events, r -> r.getEvent(), killed, firstStep);
      } else {
        ended =
            follow(
                trainings.resumeTraining(
                    ResumeTrainingRequest.newBuilder().setTrainingId(id).build()),
                r -> r.getEvent(),
                killed,
                firstStep);
      }
      if (killer == null) {
        server.kill();
      } else {
        killer.join();
      }
    }

    assertThat(kills).as("seed %d", seed).isEqualTo(KILLS);
    assertThat(uninterrupted).as("seed %d", seed).containsAllEntriesOf(killed);
    assertThat(killed).containsKey((long) uninterrupted.size());
    assertThat(weights(data)).as("seed %d", seed).isEqualTo(weights(folder.resolve("reference")));
  }

  /** Whether it came to its end; steps seen twice must have the same loss twice. */
  private static <R> boolean follow(
      Iterator<R> events,
      Function<R, TrainingEvent> event,
      Map<Long, Double> losses,
      CountDownLatch firstStep) {
    try {
      while (events.hasNext()) {
        TrainingEvent next = event.apply(events.next());
        if (next.hasStep()) {
          firstStep.countDown();
          Double before =
              losses.put(next.getStep().getStep(), next.getStep().getLosses().getTotal());
          assertThat(before).isIn(null, next.getStep().getLosses().getTotal());
        }
        if (next.hasEnded()) {
          assertThat(next.getEnded().getState())
              .as(next.getEnded().getMessage())
              .isEqualTo(TrainingState.TRAINING_STATE_SUCCEEDED);
          return true;
        }
      }
      return false;
    } catch (StatusRuntimeException killed) {
      return false;
    } finally {
      firstStep.countDown();
    }
  }

  private static Training only(ServerProcess server) {
    return TrainingServiceGrpc.newBlockingStub(server.channel())
        .listTrainings(ListTrainingsRequest.getDefaultInstance())
        .getTrainings(0);
  }

  /** The published weights; the only version, or the newest of those that kills repeated. */
  private static byte[] weights(Path data) throws IOException {
    try (var versions = Files.list(data.resolve("models").resolve("shop"))) {
      Path version =
          versions
              .filter(Files::isDirectory)
              .max((a, b) -> a.getFileName().compareTo(b.getFileName()))
              .orElseThrow();
      return Files.readAllBytes(
          version.resolve("saved_model/variables/variables.data-00000-of-00001"));
    }
  }
}
