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
import java.util.List;
import java.util.Locale;
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

  public PublicationGate(
      ModelStore models,
      ManageVersions versions,
      EvaluateEnsemble evaluate,
      RetainVersions retain) {
    this.retain = retain;
    this.models = models;
    this.versions = versions;
    this.evaluate = evaluate;
  }

  /**
   * Decides, removes what is old, and says what it did and why.
   *
   * @param trainedOn where it is kept, else the dataset as it is now is compared on
   */
  public String decide(
      ModelManifest published, Optional<Dataset> trainedOn, BooleanSupplier cancelled) {
    String decision = compare(published, trainedOn, cancelled);
    try {
      List<ModelReference> removed = retain.apply(published.name());
      return removed.isEmpty() ? decision : decision + "; removed " + removed;
    } catch (RuntimeException failed) {
      return decision + "; old versions stay: " + failed.getMessage();
    }
  }

  private String compare(
      ModelManifest published, Optional<Dataset> trainedOn, BooleanSupplier cancelled) {
    String name = published.name() + "@" + published.version();
    int serving = models.routing(published.name()).serving();
    if (serving == published.version()) {
      return name + " serves";
    }
    double own =
        Objects.requireNonNull(published.validation().get(RankingMetrics.SELECTION_METRIC));
    ModelReference before = new ModelReference(published.name(), serving);
    double others;
    try {
      others = validation(before, published, trainedOn, cancelled);
    } catch (CorruptArtifactException damaged) {
      // Else it is the data that it was to be compared on.
      if (!models.isDamaged(before)) {
        throw damaged;
      }
      versions.promote(new ModelReference(published.name(), published.version()));
      return name + " serves, since " + before + " cannot: " + damaged.getMessage();
    }
    String comparison =
        String.format(
            Locale.ROOT,
            "validation %s %.4f against %.4f of version %d",
            RankingMetrics.SELECTION_METRIC,
            own,
            others,
            serving);
    if (own <= others) {
      return published.name() + "@" + serving + " goes on serving: " + comparison;
    }
    versions.promote(new ModelReference(published.name(), published.version()));
    return name + " serves: " + comparison;
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
            false);
    return trainedOn
        .map(dataset -> evaluate.evaluate(request, dataset, cancelled))
        .orElseGet(() -> evaluate.evaluate(request, cancelled))
        .metrics()
        .value(RankingMetrics.SELECTION_METRIC);
  }
}
