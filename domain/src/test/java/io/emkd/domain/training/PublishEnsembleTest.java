package io.emkd.domain.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ShopDatasets;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.registry.MemoryModels;
import io.emkd.domain.registry.ModelManifest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishEnsembleTest {
  private static final TrainingRequest REQUEST = TrainingShop.request("shop", 1);
  private static final TrainingProgress END =
      new TrainingProgress(12, 3, Map.of("NDCG@10", 0.5), 1, 0, 61.4);
  private static final Instant NOW = Instant.ofEpochSecond(7);

  @TempDir Path folder;

  private final MemoryModels models = new MemoryModels();
  private final List<int[][]> exported = new ArrayList<>();
  private final List<TrainingEvent> events = new ArrayList<>();
  private final Dataset dataset = CoreFilter.apply(new ShopDatasets().load("shop"));
  private PublishEnsemble publish;

  /** Exports only. */
  private final class Exporter implements EnsembleEngine {
    @Override
    public EnsembleTrainer trainer(
        TrainingConfiguration configuration, ItemCatalogue catalogue, long steps) {
      throw new UnsupportedOperationException();
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
      exported.add(sampleInputs);
    }
  }

  @BeforeEach
  void overAFolder() {
    publish =
        new PublishEnsemble(
            new Exporter(), new FileCheckpoints(folder), models, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private ModelManifest publish(String trainingId) {
    return publish.publish(
        trainingId, REQUEST, new TrainingData(dataset, "f00d", "first"), "cpu", END, events::add);
  }

  @Test
  void aVersionSaysWhatItWasMadeOf() {
    ModelManifest manifest = publish("t");
    assertThat(manifest.key()).hasToString("shop@1");
    assertThat(manifest.trainingId()).isEqualTo("t");
    assertThat(manifest.createTime()).isEqualTo(NOW);
    assertThat(manifest.datasetSummary()).isEqualTo(dataset.summary());
    assertThat(manifest.datasetFingerprint()).isEqualTo("f00d");
    assertThat(manifest.epoch()).isEqualTo(3);
    assertThat(manifest.validation()).containsExactly(Map.entry("NDCG@10", 0.5));
    assertThat(manifest.environment())
        .containsEntry("device", "cpu")
        .containsEntry("steps", "12")
        .containsEntry("seconds", "61")
        .containsKeys("java", "os");
    assertThat(events).containsExactly(new TrainingEvent.Published(manifest));
  }

  @Test
  void aTrainingIsPublishedOnceHoweverOftenItEnds() {
    ModelManifest first = publish("t");
    assertThat(publish("t")).isEqualTo(first);
    assertThat(publish.published("t", REQUEST)).contains(first);
    assertThat(publish.published("other", REQUEST)).isEmpty();
    assertThat(exported).hasSize(1);
    assertThat(events).hasSize(1);
  }

  @Test
  void theExportIsMeasuredOnWhatTheValidationScores() {
    publish("t");
    int length = REQUEST.configuration().ensemble().maxLength();
    int[][] inputs = exported.get(0);
    // Each of the five users has six items, of which the validation sees four.
    assertThat(inputs).hasNumberOfRows(5);
    for (int[] input : inputs) {
      assertThat(input).hasSize(length).endsWith(dataset.catalogue().maskToken());
      assertThat(input).containsSequence(0, input[length - 5]);
    }
  }
}
