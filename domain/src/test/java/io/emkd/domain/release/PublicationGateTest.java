package io.emkd.domain.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.dataset.ShopDatasets;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.ensemble.LoadingEngine;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.registry.VersionKey;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ScoringObserver;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Version 1 serves and version 2 is published; both rank alike, whatever 2 says of itself. */
@Timeout(60)
class PublicationGateTest {
  private static final VersionKey SERVING = new VersionKey("shop", 1);
  private static final VersionKey PUBLISHED = new VersionKey("shop", 2);

  private final ShopDatasets datasets = new ShopDatasets();
  private final Dataset trainedOn = CoreFilter.apply(datasets.load("shop"));
  private final ShopModels store =
      new ShopModels(
          trainedOn.catalogue(), new ItemPopularity(new int[trainedOn.catalogue().size() + 1]));
  private final Engine engine = new Engine();
  private final InMemory inMemory = new InMemory();
  private final ServedModels models =
      new ServedModels(store, engine, ScoringLimits.DEFAULT, 2, inMemory);
  private final ManageVersions versions = new ManageVersions(store, models);

  /** Fails as often as it is told to before it loads. */
  private static final class Engine implements LoadingEngine {
    int damagedLoads;

    @Override
    public TrainedEnsemble load(Path directory, EnsembleConfiguration configuration, int items) {
      if (damagedLoads-- > 0) {
        throw new CorruptArtifactException("weights are torn", null);
      }
      return new FixedScoresEngine(items).load(directory, configuration, items);
    }
  }

  private static final class InMemory implements ServingObserver {
    final Set<Integer> versions = Collections.synchronizedSet(new HashSet<>());

    @Override
    public void loaded(ModelManifest version, long nanos) {
      versions.add(version.version());
    }

    @Override
    public void freed(ModelManifest version) {
      versions.remove(version.version());
    }

    @Override
    public ScoringObserver scoring(String model) {
      return ScoringObserver.NONE;
    }
  }

  @AfterEach
  void close() {
    models.close();
  }

  private static ModelManifest published(int version, double ndcg) {
    return new ModelManifest(
        "shop",
        version,
        "t",
        Instant.EPOCH,
        "shop",
        new DatasetSummary(0, 9, 0, 0),
        "",
        Preset.SMALL.configuration(),
        1,
        Map.of("NDCG@10", ndcg),
        Map.of());
  }

  private Publication decide(ModelManifest manifest, boolean serves) {
    PublicationGate gate =
        new PublicationGate(
            store,
            versions,
            new EvaluateEnsemble(datasets, models),
            new RetainVersions(store, versions, 0),
            serves);
    return gate.decide(manifest, Optional.of(trainedOn), () -> false);
  }

  @Test
  void theOnlyVersionServes() {
    assertThat(decide(published(1, 0.1), true).decision())
        .isEqualTo(new PublicationDecision.Serves(SERVING));
  }

  @Test
  void aBetterVersionTakesThePlaceOfTheServingOne() {
    Publication publication = decide(published(2, 1.1), true);
    assertThat(publication.decision())
        .isInstanceOfSatisfying(
            PublicationDecision.ServesAsBetter.class,
            better -> {
              assertThat(better.serving()).isEqualTo(PUBLISHED);
              assertThat(better.comparison().published()).isEqualTo(1.1);
              assertThat(better.comparison().before()).isBetween(0.0, 1.0);
              assertThat(better.comparison().against()).isEqualTo(SERVING);
            });
    assertThat(publication.removed()).isEmpty();
    assertThat(store.routing("shop").serving()).isEqualTo(2);
  }

  @Test
  void aVersionThatIsNoBetterDoesNot() {
    PublicationDecision first = decide(published(2, 0), true).decision();
    assertThat(first.serving()).isEqualTo(SERVING);
    assertThat(store.routing("shop").serving()).isEqualTo(1);
    double before = ((PublicationDecision.GoesOnServing) first).comparison().before();
    assertThat(decide(published(2, before), true).decision())
        .isInstanceOf(PublicationDecision.GoesOnServing.class);
  }

  @Test
  void aDamagedServingVersionIsReplacedWithoutAComparison() {
    engine.damagedLoads = 1;
    assertThat(decide(published(2, 0), true).decision())
        .isEqualTo(
            new PublicationDecision.ServesForDamaged(
                PUBLISHED, SERVING, "shop@1: weights are torn"));
    assertThat(store.routing("shop").serving()).isEqualTo(2);
  }

  @Test
  void dataThatCannotBeReadDecideNothing() {
    datasets.gone = true;
    PublicationGate gate =
        new PublicationGate(
            store,
            versions,
            new EvaluateEnsemble(datasets, models),
            new RetainVersions(store, versions, 0),
            true);
    assertThatThrownBy(() -> gate.decide(published(2, 1), Optional.empty(), () -> false))
        .hasMessageContaining("it was removed");
    assertThat(store.routing("shop").serving()).isEqualTo(1);
  }

  @Test
  void whatIsRemovedWhereOldVersionsCannotBeListedIsSaidAndTheDecisionStands() {
    PublicationGate gate =
        new PublicationGate(
            store,
            versions,
            new EvaluateEnsemble(datasets, models),
            // The shop's models cannot be listed.
            new RetainVersions(store, versions, 1),
            true);
    Publication publication = gate.decide(published(1, 1), Optional.of(trainedOn), () -> false);
    assertThat(publication.kept()).containsInstanceOf(UnsupportedOperationException.class);
    assertThat(publication.removed()).isEqualTo(List.of());
    assertThat(publication.decision()).isEqualTo(new PublicationDecision.Serves(SERVING));
  }

  @Test
  void aProcessThatServesKeepsThePromotedVersionInMemory() {
    decide(published(2, 1.1), true);
    assertThat(inMemory.versions).contains(2);
  }

  @Test
  void aProcessThatDoesNotServeKeepsNothingOfTheComparison() throws InterruptedException {
    decide(published(2, 1.1), false);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!inMemory.versions.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(1);
    }
    assertThat(inMemory.versions).isEmpty();
    assertThat(store.routing("shop").serving()).isEqualTo(2);
  }
}
