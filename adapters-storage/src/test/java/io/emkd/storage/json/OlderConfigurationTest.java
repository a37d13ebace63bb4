package io.emkd.storage.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.LearningRateSchedule;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.Teacher;
import io.emkd.domain.configuration.TrainingConfiguration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Configurations in the files of models, checkpoints and trainings. */
class OlderConfigurationTest {
  private static final String BEFORE_THE_OPTIONS_OF_FEWER_STEPS =
      """
      {"ensemble":{"encoder":"BERT4REC","hiddenSize":256,"maxLength":15,"blocks":2,"heads":2,
       "networks":3,"dropout":0.3},
       "masking":{"maskedViews":8,"maskProbability":0.15,"windowStep":1},
       "loss":{"temperature":0.3,"contrastWeight":0.01,"distillationWeight":0.001,
       "itemLoss":{"kind":"FULL","sampledItems":2048}},
       "schedule":{"batchSize":256,"learningRate":0.001,"epochs":250,"firstValidationEpoch":100,
       "validationInterval":1,"patience":0,"checkpointSteps":0},
       "precision":"FLOAT32","seed":42}
      """;

  @Test
  void whatWasWrittenBeforeAnOptionExistedHasItAsThePresetsHave() {
    assertThat(
            Json.readWhole(
                "manifest.json", BEFORE_THE_OPTIONS_OF_FEWER_STEPS, TrainingConfiguration.class))
        .isEqualTo(Preset.BEAUTY.configuration());
  }

  @Test
  void everyOptionComesBackFromAFile() {
    TrainingConfiguration beauty = Preset.BEAUTY.configuration();
    TrainingConfiguration written =
        new TrainingConfiguration(
            new EnsembleConfiguration(
                List.of(EncoderKind.SASREC, EncoderKind.GRU4REC, EncoderKind.SASREC),
                64,
                15,
                2,
                2,
                3,
                0.3,
                0.02,
                true,
                0.8),
            new MaskingConfiguration(2, 0.2, 5, true, 0.7, Objective.NEXT_ITEM),
            new LossConfiguration(0.4, 0.02, 0.003, ItemLossConfiguration.FULL, 0.04, 0.05, 0.5),
            beauty.schedule(),
            new OptimizerConfiguration(
                OptimizerKind.MUON, LearningRateSchedule.WARMUP_COSINE, 100, 0.01, 0.999),
            beauty.precision(),
            7,
            Optional.of(
                new Teacher(
                    "shop@3",
                    new EnsembleConfiguration(EncoderKind.SASREC, 32, 15, 1, 2, 3, 0.2))));
    assertThat(Json.read(Json.write(written), TrainingConfiguration.class)).isEqualTo(written);
  }
}
