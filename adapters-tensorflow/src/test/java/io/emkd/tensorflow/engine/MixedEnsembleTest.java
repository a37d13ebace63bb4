package io.emkd.tensorflow.engine;

import static io.emkd.tensorflow.engine.TinyTraining.ITEMS;
import static io.emkd.tensorflow.engine.TinyTraining.LENGTH;
import static io.emkd.tensorflow.engine.TinyTraining.catalogue;
import static io.emkd.tensorflow.engine.TinyTraining.schedule;
import static io.emkd.tensorflow.engine.TinyTraining.steps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.LearningRateSchedule;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.index.IndexSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ensembles of different encoders. */
class MixedEnsembleTest {
  private static final Device CPU = Device.choose("cpu", 2);

  @TempDir Path folder;

  private static TrainingConfiguration configuration(String encoders, Objective objective) {
    List<EncoderKind> kinds = Stream.of(encoders.split(" ")).map(EncoderKind::valueOf).toList();
    return new TrainingConfiguration(
        new EnsembleConfiguration(kinds, 8, LENGTH, 1, 2, kinds.size(), 0.3, 0.1, false, 0.0),
        new MaskingConfiguration(2, 0.3, 1, true, 0.5, objective),
        new LossConfiguration(0.3, 0.01, 0.1, ItemLossConfiguration.FULL),
        new ScheduleConfiguration(8, 1e-2, 5, 1, 1, 0, 0),
        new OptimizerConfiguration(
            OptimizerKind.MUON, LearningRateSchedule.WARMUP_COSINE, 4, 0.1, 0.8),
        Precision.FLOAT32,
        11);
  }

  private static TensorFlowTrainer trainer(
      TrainingConfiguration configuration, Compilation compilation) {
    return new TensorFlowTrainer(configuration, catalogue(), 20, CPU.with(compilation));
  }

  @ParameterizedTest
  @CsvSource({
    "BSAREC BERT4REC SASREC GRU4REC, MASKED, FUNCTIONS",
    "GRU4REC SASREC, NEXT_ITEM, FUNCTIONS",
    "GRU4REC SASREC, NEXT_ITEM, PROGRAM"
  })
  void aResumedTrainingEqualsAnUninterruptedOneToTheLastDigitAndScoresTheSameOnceLoaded(
      String encoders, Objective objective, Compilation compilation) {
    TrainingConfiguration configuration = configuration(encoders, objective);
    int[][] inputs = {{0, 0, 3, 1, 2, ITEMS + 1}, {0, 0, 0, 0, 0, ITEMS + 1}};
    try (TensorFlowTrainer whole = trainer(configuration, compilation);
        TensorFlowTrainer resumed = trainer(configuration, compilation)) {
      steps(whole, schedule(configuration), 0, 3);
      whole.saveCheckpoint(folder.resolve("checkpoint"));
      List<LossTerms> uninterrupted = steps(whole, schedule(configuration), 3, 6);
      assertThat(uninterrupted).allSatisfy(losses -> assertThat(losses.isFinite()).isTrue());
      resumed.restoreCheckpoint(folder.resolve("checkpoint"));
      assertThat(steps(resumed, schedule(configuration), 3, 6)).isEqualTo(uninterrupted);

      float[][] scores = whole.ranker().scores(inputs);
      assertThat(resumed.ranker().scores(inputs)).isDeepEqualTo(scores);
      resumed.saveWeights(folder.resolve("weights"));
      try (var loaded =
          new TensorFlowEngine(CPU, IndexSettings.NEVER)
              .load(folder.resolve("weights"), configuration.ensemble(), ITEMS)) {
        float[][] ofLoaded = ((TensorFlowScorer) loaded.scorer()).scores(inputs);
        for (int b = 0; b < inputs.length; b++) {
          // Another graph, of which TensorFlow fuses other operations: BSARec's differ by a bit.
          assertThat(ofLoaded[b]).containsExactly(scores[b], within(1e-6f));
        }
      }
    }
  }
}
