package io.emkd.tensorflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.Activation;
import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EncoderVariant;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LearningRateSchedule;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.Teacher;
import io.emkd.domain.configuration.TrainingConfiguration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigurationMessageTest {
  @Test
  void everyValueOfAConfigurationArrives() throws IOException {
    TrainingConfiguration sent =
        new TrainingConfiguration(
            new EnsembleConfiguration(
                List.of(EncoderKind.SASREC, EncoderKind.GRU4REC),
                30,
                31,
                3,
                5,
                2,
                0.11,
                0.26,
                true,
                0.31),
            new MaskingConfiguration(9, 0.12, 13, true, 0.27, Objective.NEXT_ITEM),
            new LossConfiguration(
                0.14, 0.15, 0.16, new ItemLossConfiguration(ItemLossKind.SAMPLED, 17)),
            new ScheduleConfiguration(18, 0.19, 20, 21, 22, 23, 24),
            new OptimizerConfiguration(
                OptimizerKind.MUON, LearningRateSchedule.WARMUP_COSINE, 28, 0.29, 0.3),
            Precision.BFLOAT16,
            -25,
            Optional.of(
                new Teacher(
                    "shop@32",
                    new EnsembleConfiguration(
                        List.of(EncoderKind.GRU4REC, EncoderKind.SASREC),
                        33,
                        31,
                        32,
                        11,
                        2,
                        0.36,
                        0.37,
                        true,
                        0.38,
                        new EncoderVariant(39, Activation.RELU, 0.4, true, true)))));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ArrayOutput output = new ArrayOutput(bytes);
    ConfigurationMessage.write(output, sent);
    output.flush();
    assertThat(
            ConfigurationMessage.read(
                new ArrayInput(new ByteArrayInputStream(bytes.toByteArray()))))
        .isEqualTo(sent);
  }
}
