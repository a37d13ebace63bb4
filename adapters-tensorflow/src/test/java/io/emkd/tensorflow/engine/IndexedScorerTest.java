package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.EnsembleEngine.TrainedEnsemble;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.index.IndexRecall;
import io.emkd.tensorflow.index.IndexSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexedScorerTest {
  private static final int ITEMS = 3000;
  private static final double RECALL = 0.9;
  private static final EnsembleConfiguration SHAPE =
      new EnsembleConfiguration(EncoderKind.BERT4REC, 2, 8, 2, 2, 8, 0.1);
  private static final Device CPU = Device.choose("cpu", 1);
  private static final int[][] INPUTS = inputs();

  @TempDir static Path folder;
  private static TrainedEnsemble indexed;
  private static TrainedEnsemble exact;

  @BeforeAll
  static void publish() {
    TensorFlowEngine engine = new TensorFlowEngine(CPU, new IndexSettings(ITEMS, RECALL));
    engine.generate(SHAPE, ITEMS, 0, INPUTS, folder);
    indexed = engine.load(folder, SHAPE, ITEMS);
    exact = new TensorFlowEngine(CPU, IndexSettings.NEVER).load(folder, SHAPE, ITEMS);
  }

  @AfterAll
  static void free() {
    indexed.close();
    exact.close();
  }

  private static int[][] inputs() {
    SplittableRandom random = new SplittableRandom(5);
    return IntStream.range(0, 100)
        .mapToObj(s -> random.ints(5, 1, ITEMS + 1).toArray())
        .map(items -> EncoderInput.after(items, 8, ITEMS + 1).items())
        .toArray(int[][]::new);
  }

  private static TopItems[] top(TrainedEnsemble ensemble, int[] excluded, int count) {
    int[][] all = new int[INPUTS.length][];
    Arrays.fill(all, excluded);
    return ensemble.scorer().top(INPUTS, all, count);
  }

  private static double shared(TopItems[] found, TopItems[] sought) {
    double shared = 0;
    int all = 0;
    for (int b = 0; b < sought.length; b++) {
      int[] sorted = found[b].items().clone();
      Arrays.sort(sorted);
      for (int item : sought[b].items()) {
        shared += Arrays.binarySearch(sorted, item) >= 0 ? 1 : 0;
        all++;
      }
    }
    return shared / all;
  }

  @Test
  void theIndexFindsTheShareOfTheBestItemsThatWasAskedFor() {
    assertThat(indexed.scorer()).isInstanceOf(IndexedScorer.class);
    TopItems[] found = top(indexed, new int[0], 10);
    assertThat(shared(found, top(exact, new int[0], 10))).isGreaterThanOrEqualTo(RECALL);
  }

  @Test
  void whatItFindsHasTheExactScoreAndOrder() {
    float[][] scores = ((TensorFlowScorer) exact.scorer()).scores(INPUTS);
    TopItems[] found = top(indexed, new int[0], 10);
    for (int b = 0; b < found.length; b++) {
      for (int i = 0; i < 10; i++) {
        assertThat(found[b].scores()[i]).isCloseTo(scores[b][found[b].items()[i]], within(1e-4f));
        assertThat(i == 0 || found[b].scores()[i - 1] >= found[b].scores()[i]).isTrue();
      }
    }
  }

  @Test
  void anExcludedItemIsNeverFoundAndTheListStaysAsLong() {
    for (int share : new int[] {2, 3, 10}) {
      int[] excluded = IntStream.rangeClosed(1, ITEMS).filter(i -> i % share == 0).toArray();
      TopItems[] found = top(indexed, excluded, 10);
      assertThat(found)
          .allSatisfy(
              one ->
                  assertThat(one.items())
                      .hasSize(10)
                      .doesNotHaveDuplicates()
                      .doesNotContain(excluded));
      assertThat(shared(found, top(exact, excluded, 10))).isGreaterThan(RECALL - 0.05);
    }
  }

  @Test
  void aLongListAndAMostlyExcludedCatalogueAreRankedExactly() {
    int[] most = IntStream.rangeClosed(1, ITEMS - 20).toArray();
    TopItems[] few = top(exact, most, 30);
    TopItems[] fewByIndex = top(indexed, most, 30);
    TopItems[] many = top(exact, new int[0], 200);
    TopItems[] manyByIndex = top(indexed, new int[0], 200);
    for (int b = 0; b < INPUTS.length; b++) {
      assertThat(fewByIndex[b].items()).isEqualTo(few[b].items()).hasSize(20);
      assertThat(manyByIndex[b].items()).isEqualTo(many[b].items());
    }
  }

  @Test
  void aBroaderSearchFindsMoreAndTheFileSaysHowMuch() {
    IndexRecall recall = IndexRecall.read(folder);
    assertThat(recall.byBreadth()).containsKey(10);
    assertThat(recall.breadth(RECALL)).isPresent();
    double widest =
        recall.byBreadth().values().stream().mapToDouble(share -> share).max().orElseThrow();
    assertThat(widest).isGreaterThan(0.99).isGreaterThanOrEqualTo(recall.byBreadth().get(10));
  }

  @Test
  void generatedItemsOfRankOneAreAllAlikeOrOpposite(@TempDir Path rankOne) {
    TensorFlowEngine engine = new TensorFlowEngine(CPU, IndexSettings.NEVER);
    engine.generate(SHAPE, ITEMS, 1, INPUTS, rankOne);
    try (TrainedEnsemble loaded = engine.load(rankOne, SHAPE, ITEMS)) {
      // Half of all, the cosine with which is 1; of independent ones the 100th is below.
      TopItems similar = loaded.similarity().similar(new int[] {7}, new int[1][0], 1000)[0];
      assertThat(similar.scores()).hasSize(1000);
      assertThat(similar.scores()[999]).isCloseTo(1, within(1e-5f));
      assertThat(exact.similarity().similar(new int[] {7}, new int[1][0], 1000)[0].scores()[99])
          .isLessThan(0.9f);
    }
  }

  @Test
  void aVersionWithoutAnIndexIsRankedExactly(@TempDir Path without) {
    new TensorFlowEngine(CPU, IndexSettings.NEVER).generate(SHAPE, ITEMS, 0, INPUTS, without);
    try (TrainedEnsemble loaded =
        new TensorFlowEngine(CPU, new IndexSettings(1, RECALL)).load(without, SHAPE, ITEMS)) {
      assertThat(loaded.scorer()).isNotInstanceOf(IndexedScorer.class);
    }
  }

  @Test
  void anIndexThatDoesNotReachTheRecallIsNotUsed(@TempDir Path poor) throws IOException {
    copyTo(poor);
    Files.writeString(poor.resolve("item_index/recall.properties"), "10=0.5\n20=0.6\n");
    try (TrainedEnsemble loaded =
        new TensorFlowEngine(CPU, new IndexSettings(1, RECALL)).load(poor, SHAPE, ITEMS)) {
      assertThat(loaded.scorer()).isNotInstanceOf(IndexedScorer.class);
    }
  }

  @Test
  void aDamagedIndexIsRefusedByName(@TempDir Path damaged) throws IOException {
    copyTo(damaged);
    Files.write(damaged.resolve("item_index/graph.jvector"), new byte[100]);
    TensorFlowEngine engine = new TensorFlowEngine(CPU, new IndexSettings(1, RECALL));
    assertThatThrownBy(() -> engine.load(damaged, SHAPE, ITEMS))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("item_index");
  }

  @Test
  void settingsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> new IndexSettings(-1, 0.9))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("index_threshold");
    assertThatThrownBy(() -> new IndexSettings(1, Double.NaN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("index_recall");
  }

  private static void copyTo(Path target) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(folder.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
