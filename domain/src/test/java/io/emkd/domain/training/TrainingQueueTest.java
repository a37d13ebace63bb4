package io.emkd.domain.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.DatasetFingerprint;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.UnmetPreconditionException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrainingQueueTest {
  private static final int ENDLESS = 100_000;

  @TempDir Path folder;
  private TrainingShop shop;
  private TrainingQueue queue;

  @BeforeEach
  void start() {
    shop = new TrainingShop(folder);
    queue = shop.queue(true);
  }

  @AfterEach
  void stop() {
    shop.journal.writes.countDown();
    queue.close();
  }

  private TrainingRecord submit(String model, int epochs) {
    return queue.submit(TrainingShop.request(model, epochs));
  }

  private TrainingRecord ended(String id) throws Exception {
    CompletableFuture<TrainingRecord> end = new CompletableFuture<>();
    queue.watch(
        id,
        event -> {
          if (event instanceof TrainingEvent.Ended last) {
            end.complete(last.training());
          }
        });
    return end.get(30, TimeUnit.SECONDS);
  }

  private static void until(BooleanSupplier holds) throws InterruptedException {
    for (int wait = 0; wait < 3000 && !holds.getAsBoolean(); wait++) {
      Thread.sleep(10);
    }
    assertThat(holds.getAsBoolean()).isTrue();
  }

  private CountDownLatch firstStep() {
    CountDownLatch stepped = new CountDownLatch(1);
    shop.beforeStep = step -> stepped.countDown();
    return stepped;
  }

  @Test
  void aRequestThatIsSentAgainIsAnsweredWithTheTrainingThatItStarted() throws Exception {
    TrainingRequest request = TrainingShop.request("m", 2);
    String id = queue.submit(request, "nightly").id();
    assertThat(ended(id).state()).isEqualTo(TrainingState.SUCCEEDED);

    TrainingRecord again = queue.submit(request, "nightly");

    assertThat(again.id()).isEqualTo(id);
    assertThat(again.state()).isEqualTo(TrainingState.SUCCEEDED);
    assertThat(queue.list()).hasSize(1);
    assertThatThrownBy(() -> queue.submit(TrainingShop.request("m", 3), "nightly"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("request_id")
        .hasMessageContaining(id);
    assertThat(queue.submit(request, "weekly").id()).isNotEqualTo(id);
  }

  @Test
  void ofRequestsThatAreSentAtOnceOneIsQueuedAndNothingIsKeptForTheOthers() throws Exception {
    CountDownLatch stepped = firstStep();
    String running = submit("first", ENDLESS).id();
    stepped.await();
    shop.journal.writes = new CountDownLatch(1);
    List<CompletableFuture<String>> sent =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> queue.submit(TrainingShop.request("m", 1), "nightly").id()))
            .toList();
    shop.journal.writes.countDown();

    Set<String> ids = new HashSet<>();
    for (CompletableFuture<String> one : sent) {
      ids.add(one.get(30, TimeUnit.SECONDS));
    }

    assertThat(ids).hasSize(1);
    assertThat(queue.list()).hasSize(2);
    assertThat(shop.data.trainings()).containsExactlyInAnyOrder(running, ids.iterator().next());
  }

  @Test
  void storesThatAreAwayForAWhileOnlyDelayATraining() throws Exception {
    String id = submit("m", 2).id();
    assertThat(ended(id).state()).isEqualTo(TrainingState.SUCCEEDED);

    shop.models.away.set(3);
    shop.checkpoints.full.set(3);
    TrainingRecord other = submit("n", 2);
    shop.datasets.away.set(3);
    TrainingRecord end = ended(other.id());

    assertThat(end.state()).as(end.message()).isEqualTo(TrainingState.SUCCEEDED);
    assertThat(shop.models.away.get() + shop.checkpoints.full.get()).isZero();
  }

  @Test
  void aJournalThatIsAwayFailsNoTrainingAndHasItsEndWhenItIsBack() throws Exception {
    CountDownLatch stepped = firstStep();
    String first = submit("first", ENDLESS).id();
    String second = submit("second", 1).id();
    stepped.await();
    shop.journal.away = true;

    assertThat(queue.cancel(first).state()).isEqualTo(TrainingState.CANCELLED);
    assertThat(ended(second).state()).isEqualTo(TrainingState.SUCCEEDED);
    assertThat(queue.list())
        .extracting(TrainingRecord::state)
        .containsExactlyInAnyOrder(TrainingState.CANCELLED, TrainingState.SUCCEEDED);
    assertThat(queue.get(first).state()).isEqualTo(TrainingState.CANCELLED);

    shop.journal.away = false;
    until(() -> shop.journal.find(second).orElseThrow().state() == TrainingState.SUCCEEDED);
    until(() -> shop.journal.find(first).orElseThrow().state() == TrainingState.CANCELLED);
    until(() -> shop.data.trainings().equals(List.of(first)));
  }

  @Test
  void whoListsCancelsOrWatchesDoesNotWaitForAnothersSlowWrite() throws Exception {
    CountDownLatch stepped = firstStep();
    String running = submit("running", ENDLESS).id();
    stepped.await();
    until(() -> shop.journal.find(running).orElseThrow().state() == TrainingState.RUNNING);
    shop.journal.writes = new CountDownLatch(1);
    CompletableFuture<TrainingRecord> slow = CompletableFuture.supplyAsync(() -> submit("slow", 1));

    assertThat(queue.list()).hasSize(1);
    queue.watch(running, event -> {}).run();
    assertThat(queue.cancel(running).state()).isEqualTo(TrainingState.CANCELLED);
    assertThat(queue.get(running).state()).isEqualTo(TrainingState.CANCELLED);
    assertThat(slow).isNotDone();

    shop.journal.writes.countDown();
    assertThat(ended(slow.get().id()).state()).isEqualTo(TrainingState.SUCCEEDED);
  }

  @Test
  void aStopLeavesACheckpointOfTheLastStepAndTheNextStartGoesOnBeforeWhatWasQueued()
      throws Exception {
    CountDownLatch stepped = firstStep();
    String running = submit("running", 40).id();
    stepped.await();
    String queued = submit("queued", 1).id();
    queue.stop(Duration.ofSeconds(30));
    long left = shop.checkpoints.steps(running).iterator().next();
    for (long step : shop.checkpoints.steps(running)) {
      left = step;
    }
    String late = submit("late", 1).id();
    queue.close();
    assertThat(shop.journal.find(running).orElseThrow().state()).isEqualTo(TrainingState.RUNNING);
    assertThat(shop.models.published).isEmpty();

    CountDownLatch go = new CountDownLatch(1);
    shop.beforeStep = step -> hold(go);
    queue = shop.queue(true);
    CompletableFuture<Long> firstStep = new CompletableFuture<>();
    queue.watch(
        running,
        event -> {
          if (event instanceof TrainingEvent.Started started) {
            firstStep.complete(started.firstStep());
          }
        });
    go.countDown();
    assertThat(ended(late).state()).isEqualTo(TrainingState.SUCCEEDED);
    assertThat(firstStep.get(30, TimeUnit.SECONDS)).isEqualTo(left);
    assertThat(shop.models.published)
        .extracting(manifest -> manifest.trainingId())
        .containsExactly(running, queued, late);
  }

  private static void hold(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void whatACrashLeftIsInterruptedWhereTrainingsAreNotResumedAndCancelledOnesStayCancelled()
      throws Exception {
    queue.close();
    Instant then = Instant.EPOCH;
    for (TrainingState state : List.of(TrainingState.RUNNING, TrainingState.CANCELLED)) {
      shop.journal.put(
          new TrainingRecord(state.name(), TrainingShop.request("m", 1), state, then, then, ""));
    }
    queue = shop.queue(false);
    assertThat(queue.get("RUNNING").state()).isEqualTo(TrainingState.INTERRUPTED);
    queue.close();
    queue = shop.queue(true);
    assertThat(queue.get("CANCELLED").state()).isEqualTo(TrainingState.CANCELLED);
    assertThat(queue.get("RUNNING").state()).isEqualTo(TrainingState.INTERRUPTED);

    queue.resume("RUNNING");
    assertThat(ended("RUNNING").state()).isEqualTo(TrainingState.SUCCEEDED);
  }

  @Test
  void aTrainingWhoseDatasetWasReplacedWhileTheServerWasDownFailsAndSaysWhy() throws Exception {
    CountDownLatch stepped = firstStep();
    String id = submit("m", 40).id();
    stepped.await();
    queue.close();
    shop.datasets.importId = "second";
    shop.datasets.sequences.remove(0);

    queue = shop.queue(true);
    TrainingRecord end = ended(id);
    assertThat(end.state()).isEqualTo(TrainingState.FAILED);
    assertThat(end.message()).contains("dataset 'shop' was replaced");
    assertThatThrownBy(() -> queue.resume(id)).isInstanceOf(UnmetPreconditionException.class);
  }

  @Test
  void aStepThatDoesNotEndIsGivenUpAtAStopAndItsTrainingGoesOnAtTheNextStart() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    shop.beforeStep =
        step -> {
          stuck.countDown();
          hold(never);
        };
    String id = submit("m", 1).id();
    stuck.await();
    queue.stop(Duration.ofMillis(50));
    until(() -> shop.trainerClosed);
    assertThat(queue.get(id).state()).isEqualTo(TrainingState.RUNNING);
    assertThat(shop.checkpoints.started(id)).as("the process ended by itself").isEqualTo(1);
    never.countDown();
  }

  private String fingerprint() {
    return DatasetFingerprint.of(CoreFilter.apply(shop.datasets.load("shop")));
  }

  @Test
  void aTrainingReadsItsDatasetOnceAndTrainsOnWhatThereWasWhenItWasAskedFor() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    shop.beforeStep = step -> hold(go);
    String before = fingerprint();
    String running = submit("running", 1).id();
    String waiting = submit("waiting", 1).id();
    shop.datasets.sequences.add(new int[] {1, 2, 3, 4});
    go.countDown();

    ended(running);
    ended(waiting);
    assertThat(shop.models.published)
        .extracting(manifest -> manifest.datasetFingerprint())
        .containsExactly(before, before);
    assertThat(shop.datasets.loads).as("one here, one for each training").hasValue(3);
  }

  @Test
  void aTrainingWhoseDatasetIsReplacedWhileItWaitsTrainsOnTheNewData() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    shop.beforeStep = step -> hold(go);
    submit("running", 1);
    String waiting = submit("waiting", 1).id();
    shop.datasets.importId = "second";
    shop.datasets.sequences.remove(0);
    go.countDown();

    TrainingRecord end = ended(waiting);
    assertThat(end.state()).as(end.message()).isEqualTo(TrainingState.SUCCEEDED);
    assertThat(shop.models.published.get(1).datasetFingerprint()).isEqualTo(fingerprint());
  }

  @Test
  void ofATrainingThatIsRefusedNothingIsKept() {
    shop.journal.away = true;
    assertThatThrownBy(() -> submit("m", 1)).isInstanceOf(RuntimeException.class);
    assertThat(shop.data.trainings()).isEmpty();
    shop.journal.away = false;

    shop.datasets.sequences.replaceAll(sequence -> new int[] {1, 2});
    assertThatThrownBy(() -> submit("m", 1)).isInstanceOf(UnmetPreconditionException.class);
    assertThat(shop.data.trainings()).isEmpty();
  }
}
