package io.emkd.domain.release;

import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.Split;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.evaluation.CandidateProtocol;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.registry.VersionKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Lets a newly published version serve if its validation NDCG@10 is better than that of the serving
 * version on the same data, or if that one is damaged, then removes versions that are old.
 */
public final class PublicationGate {
  private final ModelStore models;
  private final ManageVersions versions;
  private final EvaluateEnsemble evaluate;
  private final RetainVersions retain;
  private final boolean serves;

  /**
   * @param serves whether versions that were loaded for the decision stay in memory, to answer
   */
  public PublicationGate(
      ModelStore models,
      ManageVersions versions,
      EvaluateEnsemble evaluate,
      RetainVersions retain,
      boolean serves) {
    this.retain = retain;
    this.serves = serves;
    this.models = models;
    this.versions = versions;
    this.evaluate = evaluate;
  }

  /**
   * Decides, removes what is old, and says what it did and why.
   *
   * @param trainedOn where it is kept, else the dataset as it is now is compared on
   */
  public Publication decide(
      ModelManifest published, Optional<Dataset> trainedOn, BooleanSupplier cancelled) {
    PublicationDecision decision = compare(published, trainedOn, cancelled);
    try {
      return new Publication(decision, retain.apply(published.name()), Optional.empty());
    } catch (RuntimeException failed) {
      return new Publication(decision, List.of(), Optional.of(failed));
    }
  }

  private PublicationDecision compare(
      ModelManifest published, Optional<Dataset> trainedOn, BooleanSupplier cancelled) {
    VersionKey own = published.key();
    int serving = models.routing(published.name()).serving();
    if (serving == own.version()) {
      return new PublicationDecision.Serves(own);
    }
    VersionKey before = new VersionKey(published.name(), serving);
    try {
      return compare(published, own, before, trainedOn, cancelled);
    } finally {
      if (!serves) {
        versions.free(own);
        versions.free(before);
      }
    }
  }

  private PublicationDecision compare(
      ModelManifest published,
      VersionKey own,
      VersionKey before,
      Optional<Dataset> trainedOn,
      BooleanSupplier cancelled) {
    double ownMetric =
        Objects.requireNonNull(published.validation().get(RankingMetrics.SELECTION_METRIC));
    double othersMetric;
    try {
      othersMetric = validation(before.reference(), published, trainedOn, cancelled);
    } catch (CorruptArtifactException damaged) {
      // Else it is the data that it was to be compared on.
      if (!models.isDamaged(before)) {
        throw damaged;
      }
      versions.promote(own.reference());
      return new PublicationDecision.ServesForDamaged(
          own, before, String.valueOf(damaged.getMessage()));
    }
    PublicationDecision.Comparison comparison =
        new PublicationDecision.Comparison(
            RankingMetrics.SELECTION_METRIC, ownMetric, othersMetric, before);
    if (ownMetric <= othersMetric) {
      return new PublicationDecision.GoesOnServing(before, comparison);
    }
    versions.promote(own.reference());
    return new PublicationDecision.ServesAsBetter(own, comparison);
  }

  private double validation(
      ModelReference serving,
      ModelManifest published,
      Optional<Dataset> trainedOn,
      BooleanSupplier cancelled) {
    EvaluateEnsemble.Request request =
        new EvaluateEnsemble.Request(
            serving,
            published.dataset(),
            Split.VALIDATION,
            CandidateProtocol.UNSEEN,
            List.of(10),
            List.of(),
            false,
            false,
            0,
            Optional.empty());
    return trainedOn
        .map(dataset -> evaluate.evaluate(request, dataset, cancelled))
        .orElseGet(() -> evaluate.evaluate(request, cancelled))
        .metrics()
        .value(RankingMetrics.SELECTION_METRIC);
  }
}
