package io.emkd.domain.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.release.PublicationGate;
import io.emkd.domain.release.RetainVersions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SharedTrainingQueueTest {
  @TempDir Path folder;

  /** Leases whatever is queued; may take the lease away. */
  private static final class MemoryLeases implements TrainingLeases {
    final MemoryJournal journal;
    final CompletableFuture<TrainingRecord> released = new CompletableFuture<>();
    volatile boolean lost;

    MemoryLeases(MemoryJournal journal) {
      this.journal = journal;
    }

    @Override
    public Optional<TrainingRecord> claim(String owner, Duration lease) {
      return released.isDone() || lost ? Optional.empty() : journal.list().stream().findFirst();
    }

    @Override
    public Hold renew(String id, String owner, Duration lease, List<TrainingEvent> progress) {
      return lost ? Hold.LOST : Hold.HELD;
    }

    @Override
    public boolean release(TrainingRecord training, String owner) {
      journal.put(training);
      released.complete(training);
      return true;
    }

    @Override
    public void requestCancellation(String id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<TrainingEvent> progress(String id) {
      return List.of();
    }

    @Override
    public void awaitChange(Duration atMost) throws InterruptedException {
      Thread.sleep(10);
    }
  }

  private static SharedTrainingQueue queue(TrainingShop shop, TrainingLeases leases) {
    return new SharedTrainingQueue(
        shop.ensemble(),
        new PublicationGate(
            shop.models, null, null, new RetainVersions(shop.models, null, 0), true),
        shop.journal,
        leases,
        TrainingShop.WAITS,
        Clock.systemUTC(),
        "me",
        true,
        TrainingObserver.NONE);
  }

  @Test
  void aStoppedTrainersJobIsQueuedAgainWithACheckpointOfItsLastStep() throws Exception {
    TrainingShop shop = new TrainingShop(folder);
    MemoryLeases leases = new MemoryLeases(shop.journal);
    CountDownLatch stepped = new CountDownLatch(2);
    long[] last = new long[1];
    shop.beforeStep =
        step -> {
          last[0] = step + 1;
          stepped.countDown();
        };
    SharedTrainingQueue queue = queue(shop, leases);
    String id = queue.submit(TrainingShop.request("m", 100_000)).id();
    stepped.await();
    queue.stop(Duration.ofSeconds(30));

    assertThat(leases.released.get(30, TimeUnit.SECONDS).state()).isEqualTo(TrainingState.QUEUED);
    assertThat(shop.checkpoints.steps(id)).contains(last[0]);
  }

  @Test
  void aRequestThatIsSentAgainIsTheSameTrainingWhoeverIsAsked() {
    TrainingShop shop = new TrainingShop(folder);
    MemoryLeases leases = new MemoryLeases(shop.journal);
    try (SharedTrainingQueue one = queue(shop, leases);
        SharedTrainingQueue other = queue(shop, leases)) {
      String id = one.submit(TrainingShop.request("m", 1), "nightly").id();

      assertThat(other.submit(TrainingShop.request("m", 1), "nightly").id()).isEqualTo(id);
      assertThatThrownBy(() -> other.submit(TrainingShop.request("m", 2), "nightly"))
          .isInstanceOf(InvalidInputException.class);
      assertThat(one.list()).hasSize(1);
    }
  }

  @Test
  void whoLosesItsLeaseLeavesNoCheckpointOfTheStepThatItWasIn() throws Exception {
    TrainingShop shop = new TrainingShop(folder);
    MemoryLeases leases = new MemoryLeases(shop.journal);
    CountDownLatch stepped = new CountDownLatch(1);
    CountDownLatch found = new CountDownLatch(1);
    shop.beforeStep =
        step -> {
          if (step == 0) {
            stepped.countDown();
            hold(found);
          }
        };
    SharedTrainingQueue queue = queue(shop, leases);
    String id = queue.submit(TrainingShop.request("m", 100_000)).id();
    stepped.await();
    leases.lost = true;
    // The lease is renewed every two seconds; the step goes on meanwhile.
    Thread.sleep(4000);
    found.countDown();
    queue.stop(Duration.ofSeconds(30));
    assertThat(shop.checkpoints.steps(id)).isEmpty();
    assertThat(leases.released).isNotDone();
  }

  private static void hold(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
