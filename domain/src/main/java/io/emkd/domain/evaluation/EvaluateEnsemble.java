package io.emkd.domain.evaluation;

import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.dataset.Split;
import io.emkd.domain.evaluation.baseline.Baseline;
import io.emkd.domain.evaluation.baseline.Baselines;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.ModelLease;
import io.emkd.domain.serving.ServedModels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Ranks a split of a dataset by a model and, where asked, by the simple baselines. Thread-safe. */
public final class EvaluateEnsemble {
  private final DatasetStore datasets;
  private final ServedModels models;

  public EvaluateEnsemble(DatasetStore datasets, ServedModels models) {
    this.datasets = datasets;
    this.models = models;
  }

  /**
   * What is to be evaluated, and how.
   *
   * @param dataset empty stands for the one that the model was trained on
   * @param cutoffs the Ks; those of the requirements are added
   * @param slices whether the metrics are told by slices of users too
   * @param listLength K of the lists whose content is told too; 0 tells none
   * @param notWorseThan beside which version the model has to stand, if any
   */
  public record Request(
      ModelReference model,
      String dataset,
      Split split,
      CandidateProtocol candidates,
      List<Integer> cutoffs,
      List<MetricRequirement> requirements,
      boolean baselines,
      boolean slices,
      int listLength,
      Optional<NotWorseThan> notWorseThan) {
    private Request of(ModelReference exact, String named) {
      return new Request(
          exact,
          named,
          split,
          candidates,
          cutoffs,
          requirements,
          baselines,
          slices,
          listLength,
          notWorseThan);
    }
  }

  /**
   * What was found.
   *
   * @param dataset the one that was evaluated, named by the request or not
   * @param unknownItems users left out because the model does not know their target
   * @param baselines metrics by baseline; empty unless asked for
   * @param slices empty unless asked for
   * @param lists of the model; empty unless asked for
   * @param baselineLists by baseline; empty unless asked for
   * @param comparison empty unless asked for
   */
  public record Report(
      ModelManifest model,
      String dataset,
      RankingMetrics metrics,
      int unknownItems,
      Map<String, RankingMetrics> baselines,
      List<MetricSlice> slices,
      Optional<ListMetrics> lists,
      Map<String, ListMetrics> baselineLists,
      List<Outcome> outcomes,
      Optional<Comparison> comparison) {
    public boolean passed() {
      return outcomes.stream().allMatch(Outcome::held)
          && comparison.map(Comparison::held).orElse(true);
    }
  }

  /** What became of a requirement. */
  public record Outcome(MetricRequirement requirement, double value, boolean held) {}

  public Report evaluate(Request request, BooleanSupplier cancelled) {
    if (!request.dataset().isEmpty()) {
      return evaluate(request, CoreFilter.apply(datasets.load(request.dataset())), cancelled);
    }
    // Held to the end: another version may have been trained on another dataset.
    try (ModelLease model = models.acquire(request.model())) {
      Request named = request.of(model.key().reference(), model.manifest().dataset());
      return evaluate(named, CoreFilter.apply(datasets.load(named.dataset())), cancelled);
    }
  }

  /**
   * Evaluates a dataset that is in memory already.
   *
   * @param dataset a state of the dataset that the request names
   */
  public Report evaluate(Request request, Dataset dataset, BooleanSupplier cancelled) {
    try (ModelLease model = models.acquire(request.model())) {
      RankedSplit ranked = RankedSplit.of(model, dataset, request, cancelled);
      TreeSet<Integer> cutoffs = new TreeSet<>(request.cutoffs());
      request.requirements().stream()
          .map(MetricRequirement::cutoff)
          .filter(k -> k > 0)
          .forEach(cutoffs::add);
      RankingMetrics metrics = RankingMetrics.of(ranked.ranks(), cutoffs);
      List<Outcome> outcomes =
          request.requirements().stream()
              .map(
                  r ->
                      new Outcome(r, metrics.value(r.metric()), r.holds(metrics.value(r.metric()))))
              .toList();
      Map<String, RankingMetrics> baselines = new LinkedHashMap<>();
      Map<String, ListMetrics> baselineLists = new LinkedHashMap<>();
      ItemPopularity popularity =
          request.slices() || request.listLength() > 0
              ? ItemPopularity.of(ranked.training(), model.catalogue().size())
              : ItemPopularity.UNKNOWN;
      ListCandidates lists =
          new ListCandidates(
              model,
              ranked.cases(),
              request.candidates(),
              popularity,
              request.listLength(),
              cancelled);
      if (request.baselines()) {
        Baselines.forEach(
            ranked.training(),
            model.catalogue().size(),
            cancelled,
            baseline -> {
              baselines.put(
                  baseline.name(), metrics(baseline, request, ranked, cutoffs, model, cancelled));
              if (request.listLength() > 0) {
                baselineLists.put(baseline.name(), lists.byBaseline(baseline));
              }
            });
      }
      return new Report(
          model.manifest(),
          request.dataset(),
          metrics,
          ranked.all().size() - ranked.cases().size(),
          baselines,
          request.slices() ? slices(ranked, popularity, cutoffs) : List.of(),
          request.listLength() > 0 ? Optional.of(lists.byEnsemble()) : Optional.empty(),
          baselineLists,
          outcomes,
          request
              .notWorseThan()
              .map(other -> compared(other, model, ranked, dataset, request, cancelled)));
    }
  }

  private Comparison compared(
      NotWorseThan requirement,
      ModelLease model,
      RankedSplit ranked,
      Dataset dataset,
      Request request,
      BooleanSupplier cancelled) {
    try (ModelLease other = models.acquire(requirement.other())) {
      RankedSplit others =
          other.key().equals(model.key())
              ? ranked
              : RankedSplit.of(other, dataset, request, cancelled);
      return Comparison.of(
          requirement, other.manifest(), ranked.ranksOfAll(), others.ranksOfAll(), cancelled);
    }
  }

  private static List<MetricSlice> slices(
      RankedSplit ranked, ItemPopularity popularity, Set<Integer> cutoffs) {
    return MetricSlice.of(ranked.cases(), ranked.ranks(), popularity, cutoffs);
  }

  private static RankingMetrics metrics(
      Baseline baseline,
      Request request,
      RankedSplit ranked,
      Set<Integer> cutoffs,
      ModelLease model,
      BooleanSupplier cancelled) {
    return RankingMetrics.of(
        RankCases.byBaseline(
            baseline,
            ranked.cases(),
            request.candidates(),
            model.manifest().configuration().ensemble().maxLength(),
            cancelled),
        cutoffs);
  }
}
