package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LearningRateSchedule;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.sampling.BatchSchedule;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.compile.Compilation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;

/** The processor told that it is several devices, each with a memory of its own to TensorFlow. */
class NetworkParallelTest {
  private static final int STEPS = 6;
  private static final int NETWORKS = 3;

  /** What reads or updates one of a network's, as TensorFlow's statistics have it. */
  private static final Pattern OF_A_VARIABLE =
      Pattern.compile("= (?:ReadVariableOp|ResourceApplyAdam)\\(network\\.(\\d)\\.");

  private static TrainingConfiguration configuration(ItemLossConfiguration itemLoss) {
    return new TrainingConfiguration(
        new EnsembleConfiguration(
            EncoderKind.BERT4REC, 8, TinyTraining.LENGTH, 1, 2, NETWORKS, 0.1),
        new MaskingConfiguration(2, 0.3, 1),
        new LossConfiguration(0.3, 0.01, 0.1, itemLoss),
        new ScheduleConfiguration(8, 1e-2, 5, 1, 1, 0, 0),
        new OptimizerConfiguration(OptimizerKind.MUON, LearningRateSchedule.CONSTANT, 0, 0.1, 0.9),
        Precision.FLOAT32,
        11);
  }

  private static Device processors(int number, Compilation compilation) {
    return Device.choose("cpu", 1).with(compilation).times(number);
  }

  private static List<LossTerms> losses(TrainingConfiguration configuration, Device device) {
    BatchSchedule schedule = TinyTraining.schedule(configuration);
    try (TensorFlowTrainer trainer =
        new TensorFlowTrainer(
            configuration, TinyTraining.catalogue(), schedule.totalSteps(), device)) {
      return TinyTraining.steps(trainer, schedule, 0, STEPS);
    }
  }

  @Test
  void networksThatAreSpreadOverDevicesLearnAsOnOneToTheLastDigit() {
    TrainingConfiguration full = configuration(ItemLossConfiguration.FULL);
    assertThat(losses(full, processors(NETWORKS, Compilation.FUNCTIONS)))
        .isEqualTo(losses(full, processors(1, Compilation.FUNCTIONS)));
    TrainingConfiguration sampled =
        configuration(new ItemLossConfiguration(ItemLossKind.SAMPLED, 10));
    assertThat(losses(sampled, processors(2, Compilation.NONE)))
        .isEqualTo(losses(sampled, processors(1, Compilation.NONE)));
  }

  @Test
  void eachNetworksProductsAndUpdatesAreComputedOnItsOwnDevice() {
    TrainingConfiguration configuration = configuration(ItemLossConfiguration.FULL);
    BatchSchedule schedule = TinyTraining.schedule(configuration);
    try (TensorFlowTrainer trainer =
        new TensorFlowTrainer(
            configuration,
            TinyTraining.catalogue(),
            schedule.totalSteps(),
            processors(NETWORKS, Compilation.NONE))) {
      Map<String, Integer> products = new TreeMap<>();
      Map<Integer, Set<String>> updates = new TreeMap<>();
      for (DeviceStepStats device :
          trainer.traced(schedule.batch(0), 0).getStepStats().getDevStatsList()) {
        for (NodeExecStats node : device.getNodeStatsList()) {
          if (node.getTimelineLabel().contains("MatMul(")) {
            products.merge(device.getDevice(), 1, Integer::sum);
          }
          Matcher variable = OF_A_VARIABLE.matcher(node.getTimelineLabel());
          if (variable.find()) {
            updates
                .computeIfAbsent(Integer.valueOf(variable.group(1)), none -> new HashSet<>())
                .add(device.getDevice());
          }
        }
      }
      assertThat(products).hasSize(NETWORKS);
      int most = products.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
      assertThat(products.values())
          .as("of the same size but for what is compared among all")
          .allSatisfy(count -> assertThat(count).isGreaterThan(most / 2));
      for (int n = 0; n < NETWORKS; n++) {
        String device = "CPU:" + n;
        assertThat(updates.get(n)).singleElement().asString().endsWith(device);
      }
    }
  }
}
