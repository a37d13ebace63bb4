package io.emkd.domain.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is deactivated while recommendations read the store. */
@Timeout(60)
class InactiveItemsTest {
  private static final int ITEMS = 20;

  private final HeldStore store = new HeldStore();
  private final InactiveItems items = new InactiveItems(store);
  private final ServedModels models =
      new ServedModels(
          new ShopModels(
              new ItemCatalogue(
                  IntStream.rangeClosed(1, ITEMS)
                      .mapToObj(i -> new Item("i" + i, "", List.of()))
                      .toList()),
              new ItemPopularity(new int[ITEMS + 1])),
          new FixedScoresEngine(ITEMS),
          new ScoringLimits(8, 100, Duration.ofSeconds(30)),
          1,
          ServingObserver.NONE);
  private final RecommendItems recommend = new RecommendItems(null, models, items);

  /** Its reads can be held after they have seen what is inactive, and before they say so. */
  private static final class HeldStore implements ItemStore {
    final Set<String> inactive = ConcurrentHashMap.newKeySet();
    final AtomicInteger reads = new AtomicInteger();
    volatile CountDownLatch held = new CountDownLatch(0);
    volatile boolean away;
    volatile boolean missing;

    @Override
    public void upsert(String dataset, List<Item> changed) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setActive(String dataset, List<String> itemIds, boolean active) {
      if (active) {
        inactive.removeAll(itemIds);
      } else {
        inactive.addAll(itemIds);
      }
      if (away) {
        throw new UnavailableException("lost", Duration.ofSeconds(1), null);
      }
    }

    @Override
    public Set<String> inactive(String dataset) {
      if (missing) {
        throw new NotFoundException("dataset", dataset, "import it");
      }
      Set<String> seen = Set.copyOf(inactive);
      CountDownLatch until = held;
      reads.incrementAndGet();
      try {
        until.await();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      return seen;
    }
  }

  @AfterEach
  void close() {
    models.close();
  }

  private List<String> recommended() {
    return recommend
        .recommend(
            new RecommendItems.Request(
                new ModelReference("shop", 0),
                History.ofItems(List.of("i1")),
                Selection.best(ITEMS),
                ColdStart.POPULARITY,
                OptionalLong.empty()))
        .join()
        .items()
        .stream()
        .map(scored -> scored.item().id())
        .toList();
  }

  @Test
  void aReadThatADeactivationOvertookDoesNotBringTheItemBack() throws Exception {
    assertThat(recommended()).contains("i3");
    items.setActive("shop", List.of("i2"), false);
    store.held = new CountDownLatch(1);
    int before = store.reads.get();
    CompletableFuture<List<String>> asked = CompletableFuture.supplyAsync(this::recommended);
    while (store.reads.get() == before) {
      Thread.onSpinWait();
    }
    CountDownLatch slow = store.held;
    store.held = new CountDownLatch(0);
    items.setActive("shop", List.of("i3"), false);
    assertThat(recommended()).doesNotContain("i2", "i3");
    slow.countDown();
    // It was asked before the acknowledgement, so it may have either.
    assertThat(asked.get(30, TimeUnit.SECONDS)).doesNotContain("i2");
    assertThat(recommended()).doesNotContain("i2", "i3");
    items.setActive("shop", List.of("i3"), true);
    assertThat(recommended()).contains("i3").doesNotContain("i2");
  }

  @Test
  void aChangeWhoseAnswerWasLostIsReadAgain() {
    assertThat(recommended()).contains("i3");
    store.away = true;
    assertThatThrownBy(() -> items.setActive("shop", List.of("i3"), false))
        .isInstanceOf(UnavailableException.class);
    assertThat(recommended()).doesNotContain("i3");
  }

  @Test
  void notEveryRecommendationAsksTheStore() {
    recommended();
    int once = store.reads.get();
    long start = System.nanoTime();
    for (int again = 0; again < 20; again++) {
      recommended();
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 1;
    assertThat(store.reads.get()).isLessThanOrEqualTo((int) (once + seconds));
  }

  @Test
  void aModelWhoseDatasetIsGoneAnswersAndAListOfItsItemsSaysThatItIs() {
    store.missing = true;
    assertThat(recommended()).isNotEmpty();
    assertThatThrownBy(() -> items.list("shop")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aNameThatWasAskedForIsNotKept() {
    String name = "asked-for-" + System.nanoTime();
    WeakReference<String> kept = new WeakReference<>(name);
    assertThat(items.list(name)).isEmpty();
    name = null;
    for (int collection = 0; collection < 100 && kept.get() != null; collection++) {
      System.gc();
    }
    assertThat(kept.get()).isNull();
  }
}
