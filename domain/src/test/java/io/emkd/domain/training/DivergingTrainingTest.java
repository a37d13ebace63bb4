package io.emkd.domain.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ShopDatasets;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.domain.registry.MemoryModels;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DivergingTrainingTest {
  private static final int DIVERGES_AT = 5;

  /** Its loss is not a number from one step on: the update before spoilt the weights. */
  private static final class DivergingTrainer implements EnsembleTrainer {
    @Override
    public String device() {
      return "none";
    }

    @Override
    public LossTerms step(TrainingBatch batch, long step) {
      return new LossTerms(1, 0, 0, 0, 0, step < DIVERGES_AT ? 1 : Double.NaN);
    }

    @Override
    public void scoreWith(ItemTransitions transitions) {}

    @Override
    public void learnFrom(Path weights) {}

    @Override
    public TargetRanker ranker() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void saveWeights(Path directory) {}

    @Override
    public void saveCheckpoint(Path directory) {}

    @Override
    public void restoreCheckpoint(Path directory) {}

    @Override
    public void close() {}
  }

  private static final class RememberedCheckpoints implements CheckpointStore {
    final TreeSet<Long> steps = new TreeSet<>();

    @Override
    public void save(
        String trainingId,
        TrainingBasis basis,
        TrainingProgress progress,
        Consumer<Path> variables) {
      steps.add(progress.step());
    }

    @Override
    public void discard(String trainingId, long step) {
      steps.remove(step);
    }

    @Override
    public void saveBest(String trainingId, Consumer<Path> weights) {}

    @Override
    public Optional<Path> best(String trainingId) {
      return Optional.empty();
    }

    @Override
    public Optional<TrainingProgress> restoreNewest(
        String trainingId, TrainingBasis basis, Consumer<Path> restore) {
      return Optional.empty();
    }

    @Override
    public boolean exists(String trainingId) {
      return false;
    }

    @Override
    public Optional<TrainingBasis> basis(String trainingId) {
      return Optional.empty();
    }

    @Override
    public int started(String trainingId) {
      return 1;
    }

    @Override
    public void restarted(String trainingId) {}

    @Override
    public void survived(String trainingId) {}
  }

  @Test
  void theCheckpointOfTheStepThatSpoiltTheWeightsIsDiscardedAndTheOneBeforeStays() {
    RememberedCheckpoints checkpoints = new RememberedCheckpoints();
    EnsembleEngine engine =
        new EnsembleEngine() {
          @Override
          public EnsembleTrainer trainer(
              TrainingConfiguration configuration, ItemCatalogue catalogue, long steps) {
            return new DivergingTrainer();
          }

          @Override
          public TrainedEnsemble load(
              Path directory, EnsembleConfiguration configuration, int itemCount) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void export(
              Path weights,
              EnsembleConfiguration configuration,
              int itemCount,
              int[][] sampleInputs,
              Path target) {
            throw new UnsupportedOperationException();
          }
        };
    TrainingConfiguration small = Preset.SMALL.configuration();
    TrainingConfiguration everyStep =
        new TrainingConfiguration(
            small.ensemble(),
            small.masking(),
            small.loss(),
            new ScheduleConfiguration(4, 1e-3, 100, 100, 1, 0, 1),
            small.precision(),
            1);
    TrainEnsemble train =
        new TrainEnsemble(
            new ShopDatasets(),
            new MemoryTrainingData(),
            engine,
            checkpoints,
            new MemoryModels(),
            TrainingShop.WAITS,
            Clock.systemUTC());

    assertThatThrownBy(
            () ->
                train.run(
                    "id",
                    new TrainingRequest("shop", "shop", everyStep, false),
                    event -> {},
                    new Cancellation(() -> false)))
        .hasMessageContaining("not a number at step " + (DIVERGES_AT + 1))
        .hasMessageContaining("learning_rate");
    assertThat(checkpoints.steps).containsExactly(1L, 2L, 3L, 4L);
  }
}
