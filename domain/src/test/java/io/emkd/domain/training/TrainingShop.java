package io.emkd.domain.training;

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
import io.emkd.domain.release.PublicationGate;
import io.emkd.domain.release.RetainVersions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** Trainings over stores in memory, whose losses depend on all batches and steps so far. */
final class TrainingShop {
  static final StoreWaits WAITS =
      new StoreWaits(
          Duration.ofMillis(1),
          Duration.ofMillis(20),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5));

  final ShopDatasets datasets = new ShopDatasets();
  final MemoryTrainingData data = new MemoryTrainingData();
  final MemoryModels models = new MemoryModels();
  final MemoryJournal journal = new MemoryJournal();
  final FileCheckpoints checkpoints;

  /** Called before each step. */
  volatile Consumer<Long> beforeStep = step -> {};

  volatile boolean trainerClosed;

  TrainingShop(Path folder) {
    checkpoints = new FileCheckpoints(folder);
  }

  static TrainingRequest request(String model, int epochs) {
    TrainingConfiguration small = Preset.SMALL.configuration();
    return new TrainingRequest(
        "shop",
        model,
        new TrainingConfiguration(
            small.ensemble(),
            small.masking(),
            small.loss(),
            new ScheduleConfiguration(2, 1e-3, epochs, 1, 1, 0, 0),
            small.precision(),
            1),
        false);
  }

  TrainEnsemble ensemble() {
    return new TrainEnsemble(
        datasets, data, new Engine(), checkpoints, models, WAITS, Clock.systemUTC());
  }

  TrainingQueue queue(boolean resumes) {
    return new TrainingQueue(
        ensemble(),
        new PublicationGate(models, null, null, new RetainVersions(models, null, 0), true),
        journal,
        WAITS,
        Clock.systemUTC(),
        resumes,
        TrainingObserver.NONE);
  }

  /** What a training tells: losses by step, mean losses by validated epoch, where it began. */
  static final class Told implements Consumer<TrainingEvent> {
    final Map<Long, Double> losses = new TreeMap<>();
    final Map<Integer, Double> meanLosses = new TreeMap<>();
    long firstStep = -1;

    @Override
    public void accept(TrainingEvent event) {
      if (event instanceof TrainingEvent.Step step) {
        losses.put(step.step(), step.losses().total());
      } else if (event instanceof TrainingEvent.Validated validated) {
        meanLosses.put(validated.epoch(), validated.meanLoss());
      } else if (event instanceof TrainingEvent.Started started) {
        firstStep = started.firstStep();
      }
    }
  }

  Told run(String id, TrainingRequest request, Cancellation cancellation)
      throws InterruptedException {
    Told told = new Told();
    try {
      ensemble().run(id, request, told, cancellation);
    } catch (CancellationException stopped) {
      // What was told until then is what counts.
    }
    return told;
  }

  private final class Engine implements EnsembleEngine {
    @Override
    public EnsembleTrainer trainer(
        TrainingConfiguration configuration, ItemCatalogue catalogue, long steps) {
      return new Trainer(catalogue.size());
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
        Path target) {}
  }

  private final class Trainer implements EnsembleTrainer {
    private static final String FILE = "state";
    private final int itemCount;
    private long state = 17;

    Trainer(int itemCount) {
      this.itemCount = itemCount;
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public LossTerms step(TrainingBatch batch, long step) {
      beforeStep.accept(step);
      state =
          state * 31
              + Arrays.deepHashCode(batch.original())
              + 7L * Arrays.deepHashCode(batch.labels())
              + step;
      return new LossTerms(1, 0, 0, 0, 0, 1 + Math.floorMod(state, 1000) / 1000.0);
    }

    @Override
    public void scoreWith(ItemTransitions transitions) {}

    @Override
    public void learnFrom(Path weights) {}

    @Override
    public TargetRanker ranker() {
      return new FirstRank(itemCount);
    }

    @Override
    public void saveWeights(Path directory) {
      saveCheckpoint(directory);
    }

    @Override
    public void saveCheckpoint(Path directory) {
      try {
        Files.writeString(directory.resolve(FILE), String.valueOf(state));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void restoreCheckpoint(Path directory) {
      try {
        state = Long.parseLong(Files.readString(directory.resolve(FILE)));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void close() {
      trainerClosed = true;
    }
  }

  /** Finds every target first. */
  private record FirstRank(int itemCount) implements TargetRanker {
    @Override
    public int maxLength() {
      return Preset.SMALL.configuration().ensemble().maxLength();
    }

    @Override
    public int[] ranks(int[][] inputs, int[] targets, int[][] excluded) {
      int[] ranks = new int[targets.length];
      Arrays.fill(ranks, 1);
      return ranks;
    }
  }
}
