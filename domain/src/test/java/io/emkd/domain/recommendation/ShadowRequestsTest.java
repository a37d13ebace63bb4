package io.emkd.domain.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.ensemble.LoadingEngine;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.recommendation.RecommendItems.Recommendation;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.Shadow;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ScoringObserver;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import io.emkd.domain.serving.ShadowObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A version that is asked beside the one that answers. */
class ShadowRequestsTest {
  private static final ModelReference SHOP = new ModelReference("shop", 0);
  private static final int ITEMS = 9;

  private final ShopModels store =
      new ShopModels(
          new ItemCatalogue(
              IntStream.rangeClosed(1, ITEMS)
                  .mapToObj(i -> new Item("i" + i, "", List.of()))
                  .toList()),
          new ItemPopularity(new int[] {0, 1, 2, 9, 4, 5, 6, 7, 8, 3}));
  private final SecondVersionWaits engine = new SecondVersionWaits();
  private final Told told = new Told();
  private final ServedModels models =
      new ServedModels(store, engine, new ScoringLimits(8, 400, Duration.ofSeconds(30)), 2, told);
  private final RecommendItems recommend =
      new RecommendItems(null, models, new InactiveItems(new EveryItemActive()));

  /** What is loaded second is not there before it is released. */
  private static final class SecondVersionWaits implements LoadingEngine {
    final CountDownLatch released = new CountDownLatch(1);
    volatile boolean damaged;
    private final AtomicInteger loads = new AtomicInteger();

    @Override
    public TrainedEnsemble load(Path directory, EnsembleConfiguration shape, int items) {
      if (loads.incrementAndGet() == 2) {
        try {
          released.await();
        } catch (InterruptedException stopped) {
          throw new IllegalStateException(stopped);
        }
        if (damaged) {
          throw new CorruptArtifactException("torn", null);
        }
      }
      return new FixedScoresEngine(ITEMS).load(directory, shape, items);
    }
  }

  private static final class Told implements ServingObserver {
    final Queue<Double> compared = new ConcurrentLinkedQueue<>();
    final AtomicInteger dropped = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();

    @Override
    public void loaded(ModelManifest version, long nanos) {}

    @Override
    public void freed(ModelManifest version) {}

    @Override
    public ScoringObserver scoring(String model) {
      return ScoringObserver.NONE;
    }

    @Override
    public ShadowObserver shadow(String model) {
      return new ShadowObserver() {
        @Override
        public void compared(double agreement, long nanos) {
          compared.add(agreement);
        }

        @Override
        public void dropped() {
          dropped.incrementAndGet();
        }

        @Override
        public void failed() {
          failed.incrementAndGet();
        }
      };
    }
  }

  @AfterEach
  void close() {
    engine.released.countDown();
    models.close();
  }

  private Recommendation answer(ModelReference model, String item) throws Exception {
    return recommend
        .recommend(
            new RecommendItems.Request(
                model,
                History.ofItems(List.of(item)),
                Selection.best(3),
                ColdStart.POPULARITY,
                OptionalLong.empty()))
        .get(10, TimeUnit.SECONDS);
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    for (int attempt = 0; attempt < 1000 && !holds.getAsBoolean(); attempt++) {
      Thread.sleep(10);
    }
    assertThat(holds.getAsBoolean()).as(what).isTrue();
  }

  @Test
  void nobodyWaitsForAShadowAndThoseBeyondWhatMayBeUnderWayAreDropped() throws Exception {
    answer(SHOP, "i1");
    store.route("shop", routing -> routing.withShadow(2, 1));
    int asked = ShadowRequests.MOST + 7;
    for (int request = 0; request < asked; request++) {
      assertThat(answer(SHOP, "i1").model().version()).isEqualTo(1);
    }
    await("dropped", () -> told.dropped.get() == 7);
    assertThat(told.compared).isEmpty();
    engine.released.countDown();
    await("compared", () -> told.compared.size() == ShadowRequests.MOST);
    assertThat(told.compared).containsOnly(1.0);
    answer(SHOP, "i2");
    await("there is room again", () -> told.compared.size() == ShadowRequests.MOST + 1);
    assertThat(told.dropped).hasValue(7);
    assertThat(told.failed).hasValue(0);
  }

  @Test
  void whoNamesAVersionAndWhoIsNotOfTheShareAndAColdStartAreNotAsked() throws Exception {
    engine.released.countDown();
    answer(SHOP, "i1");
    store.route("shop", routing -> routing.withShadow(2, 1));
    answer(new ModelReference("shop", 1), "i1");
    assertThat(answer(SHOP, "hat").coldStart()).isTrue();
    // Of the next, the marker, it is known that those before would have been there.
    answer(SHOP, "i3");
    await("the marker", () -> told.compared.size() == 1);
    store.route("shop", routing -> routing.withShadow(2, 0));
    answer(SHOP, "i1");
    store.route("shop", routing -> routing.withShadow(2, 1));
    answer(SHOP, "i3");
    await("the second marker", () -> told.compared.size() == 2);
  }

  @Test
  void aShadowThatIsDamagedFailsAndTheAnswersStay() throws Exception {
    engine.damaged = true;
    engine.released.countDown();
    answer(SHOP, "i1");
    store.route("shop", routing -> routing.withShadow(2, 1));
    assertThat(answer(SHOP, "i1").model().version()).isEqualTo(1);
    await("failed", () -> told.failed.get() == 1);
    assertThat(answer(SHOP, "i1").items()).hasSize(3);
  }

  @Test
  void agreementIsTheShareOfTheLongerListThatIsInBoth() {
    assertThat(agreement("i1 i2 i3 i4", "i4 i2 i8 i9")).isEqualTo(0.5);
    assertThat(agreement("i1 i2", "i2 i1")).isEqualTo(1);
    assertThat(agreement("i1 i2", "i1 i2 i3 i4")).isEqualTo(0.5);
    assertThat(agreement("i1", "")).isZero();
    assertThat(agreement("", "")).isEqualTo(1);
  }

  private static double agreement(String answered, String shadow) {
    return ShadowRequests.agreement(scored(answered), scored(shadow));
  }

  private static List<ScoredItem> scored(String ids) {
    return ids.isEmpty()
        ? List.of()
        : List.of(ids.split(" ")).stream()
            .map(id -> new ScoredItem(new Item(id, "", List.of()), 1))
            .toList();
  }

  @Test
  void aShareIsThatOfManyUsersAndAlwaysTheSameOnes() {
    Shadow tenth = new Shadow(2, 0.1);
    long covered = IntStream.range(0, 20_000).filter(user -> tenth.covers("u" + user)).count();
    assertThat(covered / 20_000.0).isCloseTo(0.1, within(0.01));
    Shadow half = new Shadow(2, 0.5);
    assertThat(IntStream.range(0, 1000).filter(user -> tenth.covers("u" + user)))
        .allMatch(user -> half.covers("u" + user));
  }
}
