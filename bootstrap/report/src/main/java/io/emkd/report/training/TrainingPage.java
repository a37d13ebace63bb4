package io.emkd.report.training;

import io.emkd.domain.configuration.NamedOptions;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.training.TrainingCurve;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.report.Blocks;
import io.emkd.report.ReportPage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A training in words and pictures.
 *
 * @param program names what trained
 * @param training as it ended
 * @param started how it began, or went on for the last time, where that was in this process
 * @param published the version that it published, if it did so in this process
 */
record TrainingPage(
    String program,
    TrainingRecord training,
    Optional<TrainingEvent.Started> started,
    Optional<ModelManifest> published) {
  /** Of so many examples the people are shown; the agreement is that of all. */
  private static final int SHOWN_EXAMPLES = 6;

  ReportPage of(List<TrainingCurve> curves, List<Example> examples) {
    TrainingCharts charts = new TrainingCharts(curves);
    ReportPage page =
        new ReportPage(
            training.id(),
            "A training of model "
                + training.request().model()
                + " on dataset "
                + training.request().dataset()
                + ".");
    page.part(word(training.state()), Blocks.tiles(figures(charts)), Blocks.text(message()));
    charts.validations().ifPresent(content -> page.part("Validation", content));
    charts.losses().ifPresent(content -> page.part("Loss", content));
    charts.pace().ifPresent(content -> page.part("Pace", content));
    if (!examples.isEmpty()) {
      page.part("What it recommends", ExamplesPart.of(examples, SHOWN_EXAMPLES));
    }
    page.part("What it was made of", Blocks.facts(provenance()));
    page.part("Options", Blocks.facts(NamedOptions.of(training.request().configuration())));
    return page;
  }

  private static String word(Enum<?> state) {
    String name = state.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private String message() {
    return training.message().isEmpty() ? "It said nothing more." : training.message();
  }

  /** Those of the published weights; of a training that published none, the best that it had. */
  private Map<String, String> figures(TrainingCharts charts) {
    Map<String, String> figures = new LinkedHashMap<>();
    Map<String, Double> best =
        published.map(ModelManifest::validation).orElseGet(charts::bestValidation);
    for (String metric : List.of("NDCG@10", "HR@10", "MRR")) {
      if (best.containsKey(metric)) {
        figures.put("validation " + metric, String.format(Locale.ROOT, "%.4f", best.get(metric)));
      }
    }
    published.ifPresent(version -> figures.put("version", version.key().toString()));
    published.ifPresent(
        version ->
            figures.put(
                "epoch of the weights",
                version.epoch() + " of " + training.request().configuration().schedule().epochs()));
    charts.elapsed().ifPresent(time -> figures.put("of training and validating", time));
    return figures;
  }

  private Map<String, String> provenance() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("dataset", training.request().dataset());
    published.ifPresent(
        version -> {
          facts.put("fingerprint of the data", version.datasetFingerprint());
          facts.put("users", String.valueOf(version.datasetSummary().users()));
          facts.put("items", String.valueOf(version.datasetSummary().items()));
          facts.put("interactions", String.valueOf(version.datasetSummary().interactions()));
          facts.put("attributes", String.valueOf(version.datasetSummary().attributes()));
        });
    started.ifPresent(
        begun -> {
          facts.put("training windows", String.valueOf(begun.windows()));
          facts.put("steps of the whole training", String.valueOf(begun.totalSteps()));
          facts.put("device", begun.device());
        });
    facts.put("accepted", shown(training.createTime()));
    facts.put("ended", shown(training.updateTime()));
    published.ifPresent(version -> facts.putAll(new TreeMap<>(version.environment())));
    facts.put("program", program);
    facts.put("seed", NamedOptions.of(training.request().configuration()).get("seed"));
    return facts;
  }

  private static String shown(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
