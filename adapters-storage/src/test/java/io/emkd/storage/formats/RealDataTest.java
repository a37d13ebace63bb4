package io.emkd.storage.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.dataset.LeaveOneOutSplit;
import io.emkd.domain.dataset.Split;
import io.emkd.domain.evaluation.CandidateProtocol;
import io.emkd.domain.evaluation.RankCases;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.evaluation.baseline.Baseline;
import io.emkd.domain.evaluation.baseline.Baselines;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.FileImport;
import io.emkd.domain.files.ImportDataset;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.files.ReadOptions;
import io.emkd.domain.sampling.TrainingWindows;
import io.emkd.storage.sql.SqlDatasetStore;
import io.emkd.storage.sql.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts and baselines of the real data are those of data/README.md and golden/reference-runs.md.
 */
class RealDataTest {
  /** What the order of items and users that weigh alike, which is the catalogue's, may change. */
  private static final double TIES = 5e-4;

  @TempDir Path folder;

  private Dataset read(String name, String attributes, int minimum, DatasetSummary raw) {
    Path data = Path.of(System.getProperty("shared.data", "../../shared/data"), name);
    assumeTrue(
        Files.isDirectory(data),
        () -> "SKIPPED: there is no real data at " + data.toAbsolutePath());
    try (SqliteDatabase database = SqliteDatabase.open(folder.resolve("emkd.sqlite"))) {
      SqlDatasetStore store = new SqlDatasetStore(database, folder.resolve("scratch"));
      ImportDataset.Report report =
          new ImportDataset(store, new FormatFiles(Clock.systemUTC()))
              .run(
                  new FileImport(
                      new DatasetDefinition(name, minimum),
                      ReadOptions.of(FileFormat.RECBOLE, ColumnNames.of(attributes, " ")),
                      // golden/reference-runs.md: equal timestamps keep file order.
                      new ImportOptions(false, true)),
                  List.of(file(data, name + ".inter"), file(data, name + ".item")),
                  () -> false);
      assertThat(report.raw()).isEqualTo(raw);
      return CoreFilter.apply(store.load(name));
    }
  }

  private static NamedFile file(Path data, String name) {
    return new NamedFile(name, data.resolve(name));
  }

  private static RankingMetrics metrics(Baseline baseline, Dataset dataset, int maxLength) {
    return RankingMetrics.of(
        RankCases.byBaseline(
            baseline,
            LeaveOneOutSplit.cases(dataset, Split.TEST),
            CandidateProtocol.UNSEEN,
            maxLength,
            () -> false),
        List.of(5, 10));
  }

  private static Map<String, RankingMetrics> baselines(
      List<int[]> training, Dataset dataset, int maxLength) {
    Map<String, RankingMetrics> metrics = new HashMap<>();
    Baselines.forEach(
        training,
        dataset.catalogue().size(),
        () -> false,
        baseline -> metrics.put(baseline.name(), metrics(baseline, dataset, maxLength)));
    return metrics;
  }

  @Test
  void ml100kHasTheKnownCountsWindowsAndBaselines() {
    Dataset dataset = read("ml-100k", "class", 5, new DatasetSummary(943, 1682, 100_000, 19));
    assertThat(dataset.summary()).isEqualTo(new DatasetSummary(943, 1349, 99_287, 19));
    List<int[]> training = LeaveOneOutSplit.training(dataset);
    assertThat(TrainingWindows.of(training, 40, 10)).hasSize(7650);
    Map<String, RankingMetrics> baselines = baselines(training, dataset, 40);
    RankingMetrics popularity = baselines.get("popularity");
    assertThat(popularity.value("NDCG@10")).isCloseTo(0.02824, within(5e-6));
    assertThat(popularity.value("MRR")).isCloseTo(0.02711, within(5e-6));
    RankingMetrics markov = baselines.get("markov");
    assertThat(markov.value("NDCG@10")).isCloseTo(0.06803, within(5e-6));
    assertThat(markov.value("HR@5")).isCloseTo(0.08378, within(5e-6));
    assertThat(baselines.get("skip_markov").value("NDCG@10")).isCloseTo(0.08792, within(TIES));
    assertThat(baselines.get("item_knn").value("NDCG@10")).isCloseTo(0.04519, within(TIES));
    assertThat(baselines.get("sequence_knn").value("NDCG@10")).isCloseTo(0.04468, within(TIES));
  }

  @Test
  void beautyHasTheKnownCountsWindowsAndBaselines() {
    Dataset dataset =
        read("beauty", "attributes", 5, new DatasetSummary(22_363, 12_101, 198_502, 637));
    assertThat(dataset.summary()).isEqualTo(new DatasetSummary(22_363, 12_101, 198_502, 637));
    List<int[]> training = LeaveOneOutSplit.training(dataset);
    assertThat(TrainingWindows.of(training, 15, 1)).hasSize(43_793);
    Map<String, RankingMetrics> baselines = baselines(training, dataset, 15);
    RankingMetrics popularity = baselines.get("popularity");
    assertThat(popularity.value("NDCG@10")).isCloseTo(0.00526, within(5e-6));
    RankingMetrics markov = baselines.get("markov");
    assertThat(markov.value("HR@10")).isCloseTo(0.06645, within(5e-6));
    assertThat(markov.value("NDCG@10")).isCloseTo(0.04358, within(5e-6));
    assertThat(baselines.get("skip_markov").value("NDCG@10")).isCloseTo(0.04933, within(TIES));
    assertThat(baselines.get("item_knn").value("NDCG@10")).isCloseTo(0.03050, within(TIES));
    assertThat(baselines.get("sequence_knn").value("NDCG@10")).isCloseTo(0.03450, within(TIES));
  }
}
