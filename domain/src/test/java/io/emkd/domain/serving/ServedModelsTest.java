package io.emkd.domain.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.registry.VersionKey;
import io.emkd.domain.release.ManageVersions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version that takes long to load: no thread that asks for it waits. */
@Timeout(60)
class ServedModelsTest {
  private static final int WAITING = 3;
  private static final int KEPT = 2;

  private final HeldEngine engine = new HeldEngine();
  private final ShopModels store =
      new ShopModels(
          new ItemCatalogue(
              List.of("a", "b", "c", "d", "e").stream()
                  .map(id -> new Item(id, "", List.of()))
                  .toList()),
          new ItemPopularity(new int[6]));
  private final ServedModels models =
      new ServedModels(
          store,
          engine,
          new ScoringLimits(1, WAITING, Duration.ofSeconds(1)),
          KEPT,
          ServingObserver.NONE);

  @BeforeEach
  void loadTheServingVersionAndHoldTheNext() {
    models.acquire(new ModelReference("shop", 1)).close();
    engine.released = new CountDownLatch(1);
  }

  @AfterEach
  void close() {
    engine.released.countDown();
    models.close();
  }

  private CompletableFuture<Integer> versionUsed(int asked) {
    return versionUsed("shop@" + asked);
  }

  private CompletableFuture<Integer> versionUsed(String asked) {
    return versionUsed(asked, Optional.empty());
  }

  private CompletableFuture<Integer> versionUsed(String asked, Optional<String> userId) {
    return models.use(
        ModelReference.parse(asked),
        userId,
        model -> CompletableFuture.completedFuture(model.manifest().version()));
  }

  private static <T> T soon(CompletableFuture<T> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS);
  }

  @Test
  void whileAVersionIsLoadedOthersAreUsedAndItIsLoadedOnce() throws Exception {
    CompletableFuture<Integer> first = versionUsed(2);
    CompletableFuture<Integer> second = versionUsed(2);
    assertThat(versionUsed(1)).isCompletedWithValue(1);
    assertThat(first).isNotDone();
    engine.released.countDown();
    assertThat(soon(first)).isEqualTo(2);
    assertThat(soon(second)).isEqualTo(2);
    assertThat(engine.loads).hasValue(2);
  }

  @Test
  void oneThatIsSlowToLoadDoesNotHoldUpAnother() throws Exception {
    CountDownLatch slow = engine.released;
    CompletableFuture<Integer> waiting = versionUsed(2);
    while (engine.loads.get() < 2) {
      Thread.onSpinWait();
    }
    engine.released = new CountDownLatch(0);
    assertThat(soon(versionUsed(3))).isEqualTo(3);
    assertThat(waiting).isNotDone();
    slow.countDown();
    assertThat(soon(waiting)).isEqualTo(2);
  }

  @Test
  void noMoreWaitThanTheQueueTakesAndACancelledOneFreesItsPlace() throws Exception {
    List<CompletableFuture<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      waiting.add(versionUsed(2));
    }
    assertThatThrownBy(() -> versionUsed(2).join())
        .hasCauseInstanceOf(CapacityException.class)
        .hasMessageContaining(WAITING + " requests wait for shop@2");
    waiting.remove(0).cancel(false);
    waiting.add(versionUsed(2));
    engine.released.countDown();
    for (CompletableFuture<Integer> answer : waiting) {
      assertThat(soon(answer)).isEqualTo(2);
    }
  }

  @Test
  void aVersionThatCannotBeLoadedFailsAllThatWaitForItAndIsTriedAgain() throws Exception {
    engine.damage = new IllegalStateException("torn");
    CompletableFuture<Integer> first = versionUsed(2);
    CompletableFuture<Integer> second = versionUsed(2);
    engine.released.countDown();
    assertThatThrownBy(() -> soon(first)).hasRootCauseMessage("torn");
    assertThatThrownBy(() -> soon(second)).hasRootCauseMessage("torn");
    assertThatThrownBy(() -> models.acquire(new ModelReference("shop", 2))).hasMessage("torn");
    engine.damage = null;
    assertThat(soon(versionUsed(2))).isEqualTo(2);
  }

  @Test
  void aVersionDeletedBeforeItIsLoadedIsReplacedByTheOneThatServesNow() throws Exception {
    store.delete(new ModelReference("shop", 2));
    assertThatThrownBy(() -> soon(versionUsed(2))).hasCauseInstanceOf(NotFoundException.class);
    models.retire(new VersionKey("shop", 1));
    CompletableFuture<Integer> blocking = versionUsed(5);
    CompletableFuture<Integer> blockingToo = versionUsed(6);
    CompletableFuture<Integer> serving = versionUsed("shop");
    store.delete(new ModelReference("shop", 1));
    store.route("shop", routing -> routing.promoting(3));
    engine.released.countDown();
    assertThat(soon(serving)).isEqualTo(3);
    assertThat(soon(blocking)).isEqualTo(5);
    assertThat(soon(blockingToo)).isEqualTo(6);
  }

  @Test
  void theMostRecentlyUsedVersionsStayInMemory() throws Exception {
    engine.released.countDown();
    assertThat(soon(versionUsed(2))).isEqualTo(2);
    assertThat(soon(versionUsed(1))).isEqualTo(1);
    assertThat(soon(versionUsed(3))).isEqualTo(3);
    assertThat(engine.freed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(versionUsed(1)).isCompletedWithValue(1);
    assertThat(engine.loads).hasValue(3);
    assertThat(soon(versionUsed(2))).isEqualTo(2);
    assertThat(engine.loads).hasValue(4);
  }

  @Test
  void aVersionIsLoadedBeforeItIsPromotedOrLabelled() {
    engine.released.countDown();
    ManageVersions versions = new ManageVersions(store, models);
    versions.label(new ModelReference("shop", 2), "stable");
    assertThat(versionUsed("shop@stable")).isCompletedWithValue(2);
    versions.promote(new ModelReference("shop", 3));
    assertThat(versionUsed("shop")).isCompletedWithValue(3);

    engine.damage = new IllegalStateException("torn");
    assertThatThrownBy(() -> versions.label(new ModelReference("shop", 4), "stable"))
        .hasMessage("torn");
    assertThatThrownBy(() -> versions.promote(new ModelReference("shop", 4))).hasMessage("torn");
    assertThat(versionUsed("shop@stable")).isCompletedWithValue(2);
    assertThat(versionUsed("shop")).isCompletedWithValue(3);
  }

  @Test
  void aCanaryAnswersOnceItIsLoadedAndNoLongerThanItIsOne() throws Exception {
    assertThat(versionUsed("shop")).isCompletedWithValue(1);
    store.route("shop", routing -> routing.withCanary(2, 1));
    Optional<String> user = Optional.of("u1");
    assertThat(versionUsed("shop", user)).isCompletedWithValue(1);
    engine.released.countDown();
    assertThat(soon(versionUsed("shop@2"))).isEqualTo(2);
    assertThat(versionUsed("shop", user)).isCompletedWithValue(2);
    assertThat(versionUsed("shop")).isCompletedWithValue(1);
    assertThat(versionUsed("shop", user)).isCompletedWithValue(2);

    store.route("shop", routing -> routing.withCanary(2, 0));
    models.retire(new VersionKey("shop", 1));
    assertThat(soon(versionUsed("shop", user))).isEqualTo(1);
  }

  @Test
  void whatWaitsForAVersionWhenTheServerStopsIsRefusedAndTheVersionFreed() throws Exception {
    CompletableFuture<Integer> waiting = versionUsed(2);
    while (engine.loads.get() < 2) {
      Thread.onSpinWait();
    }
    models.close();
    assertThatThrownBy(() -> soon(waiting)).hasCauseInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> soon(versionUsed(3))).hasCauseInstanceOf(UnavailableException.class);
    engine.released.countDown();
    assertThat(engine.freed.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theVersionStaysUntilTheAnswerIsThereOrCancelled() throws Exception {
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<String> answer =
        models.use(new ModelReference("shop", 1), Optional.empty(), model -> work);
    models.retire(new VersionKey("shop", 1));
    assertThat(engine.freed.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
    answer.cancel(false);
    assertThat(work).isCancelled();
    assertThat(engine.freed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void workThatFailsInWhateverWayFailsTheAnswerAndGivesTheVersionBack() throws Exception {
    CompletableFuture<String> answer =
        models.use(
            new ModelReference("shop", 1),
            Optional.empty(),
            model -> {
              throw new OutOfMemoryError("no room");
            });
    assertThatThrownBy(() -> soon(answer)).hasRootCauseMessage("no room");
    models.retire(new VersionKey("shop", 1));
    assertThat(engine.freed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void workThatWasCancelledBeforeItsVersionWasLoadedIsNotDone() throws Exception {
    AtomicInteger done = new AtomicInteger();
    CompletableFuture<Integer> cancelled =
        models.use(
            new ModelReference("shop", 2),
            Optional.empty(),
            model -> CompletableFuture.completedFuture(done.incrementAndGet()));
    CompletableFuture<Integer> other = versionUsed(2);
    cancelled.cancel(false);
    engine.released.countDown();
    assertThat(soon(other)).isEqualTo(2);
    assertThat(done).hasValue(0);
    models.retire(new VersionKey("shop", 2));
    assertThat(engine.freed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }
}
