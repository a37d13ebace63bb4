package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.device.ScoringThreads;
import io.emkd.tensorflow.graph.ScoredEnsembleGraph;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class PackedPositionsTest {
  private static final int ITEMS = 300;
  private static final EnsembleConfiguration SHAPE =
      new EnsembleConfiguration(EncoderKind.BERT4REC, 32, 15, 2, 4, 2, 0.3);

  private static EnsembleSession session;
  private static TensorFlowScorer scorer;

  @BeforeContainer
  static void initialize() {
    Device cpu = Device.choose("cpu", 0);
    session =
        new EnsembleSession(
            new ScoredEnsembleGraph(SHAPE, ITEMS, cpu.kernels()),
            cpu.scoringSession(ScoringThreads.of(cpu, SHAPE, ITEMS)));
    session.initialize();
    session.prepareScoring();
    scorer = new TensorFlowScorer(session, ITEMS, SHAPE.maxLength(), 1);
  }

  @AfterContainer
  static void close() {
    session.close();
  }

  /** Of 1 to {@code longest} items each, then {@code last}. */
  private static int[][] inputs(int batch, int longest, int last, long seed) {
    int length = SHAPE.maxLength();
    Random random = new Random(seed);
    int[][] inputs = new int[batch][length];
    for (int[] input : inputs) {
      for (int t = length - 2 - random.nextInt(longest); t < length - 1; t++) {
        input[t] = 1 + random.nextInt(ITEMS);
      }
      input[length - 1] = last;
    }
    return inputs;
  }

  @Property(tries = 100)
  void theLastHiddenStatesAreThoseOfAllPositionsComputedWithPadding(
      @ForAll @IntRange(min = 1, max = 150) int batch,
      @ForAll @IntRange(min = 1, max = 14) int longest,
      @ForAll boolean endsInPadding,
      @ForAll long seed) {
    // Only an exported model may be fed padding at the end.
    int[][] inputs = inputs(batch, longest, endsInPadding ? 0 : ITEMS + 1, seed);
    int length = SHAPE.maxLength();
    float[][] packed = scorer.lastHiddenStates(inputs);
    float[][] padded = scorer.hiddenStates(inputs);
    int d = SHAPE.hiddenSize();
    for (int b = 0; b < batch; b++) {
      for (int n = 0; n < SHAPE.networks(); n++) {
        int last = ((b + 1) * length - 1) * d;
        assertThat(Arrays.copyOfRange(packed[b], n * d, (n + 1) * d))
            .usingComparatorWithPrecision(2e-5f)
            .containsExactly(Arrays.copyOfRange(padded[n], last, last + d));
      }
    }
  }

  @Property(tries = 20)
  void theBestItemsOfASequenceAloneAreThoseOfTheSameSequenceAmongMany(
      @ForAll @IntRange(min = 5, max = 60) int batch,
      @ForAll @IntRange(min = 1, max = 14) int longest,
      @ForAll long seed) {
    int[][] inputs = inputs(batch, longest, ITEMS + 1, seed);
    EnsembleScorer.TopItems[] among = scorer.top(inputs, new int[batch][0], 10);
    for (int b = 0; b < batch; b += 7) {
      EnsembleScorer.TopItems alone = scorer.top(new int[][] {inputs[b]}, new int[1][0], 10)[0];
      assertThat(alone.scores())
          .usingComparatorWithPrecision(2e-5f)
          .containsExactly(among[b].scores());
      // Not the items themselves: two that score alike to rounding may change places.
      float[] scores = scorer.scores(new int[][] {inputs[b]})[0];
      float[] scoresOfItems = new float[alone.items().length];
      for (int k = 0; k < scoresOfItems.length; k++) {
        scoresOfItems[k] = scores[alone.items()[k]];
      }
      assertThat(scoresOfItems)
          .usingComparatorWithPrecision(2e-5f)
          .containsExactly(among[b].scores());
    }
  }
}
