package io.emkd.tensorflow.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

class CompiledTrainingTest {
  private static final TrainingConfiguration CONFIGURATION =
      new TrainingConfiguration(
          new EnsembleConfiguration(EncoderKind.BERT4REC, 8, 6, 2, 2, 3, 0.1),
          new MaskingConfiguration(2, 0.3, 1),
          new LossConfiguration(0.3, 0.01, 0.1, ItemLossConfiguration.FULL),
          new ScheduleConfiguration(8, 1e-2, 5, 1, 1, 0, 0),
          Precision.FLOAT32,
          11);

  /** Of what a fetch depends on, how many operations there are of each type. */
  private static Map<String, Integer> types(EnsembleGraph graph, String fetched) {
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.graph().toGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Map<String, Integer> types = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    Queue<String> open = new ArrayDeque<>(List.of(fetched));
    while (!open.isEmpty()) {
      String name = open.remove().replaceAll("^\\^|:\\d+$", "");
      if (seen.add(name)) {
        types.merge(nodes.get(name).getOp(), 1, Integer::sum);
        open.addAll(nodes.get(name).getInputList());
      }
    }
    return types;
  }

  @Test
  void betweenWhatAStepIsFedAndWhatIsFetchedThereIsOneProgramAndNothingElse() {
    try (TrainableEnsembleGraph graph =
        new TrainableEnsembleGraph(
            CONFIGURATION,
            30,
            5,
            Compilation.PROGRAM,
            new PortableKernels(false),
            NetworkDevices.ANY)) {
      Map<String, Integer> types = types(graph, graph.training.step().asOutput().op().name());

      assertThat(types).containsOnlyKeys("Placeholder", "VarHandleOp", "StatefulPartitionedCall");
      assertThat(types.get("StatefulPartitionedCall")).isOne();
      // Weights, and what Adam keeps of each.
      assertThat(types.get("VarHandleOp")).isEqualTo(3 * graph.parameterSizes().size());
    }
  }

  @Test
  void aStepByOperationsHasThousandsOfThem() {
    try (TrainableEnsembleGraph graph =
        new TrainableEnsembleGraph(
            CONFIGURATION,
            30,
            5,
            Compilation.NONE,
            new PortableKernels(false),
            NetworkDevices.ANY)) {
      Map<String, Integer> types = types(graph, graph.training.step().asOutput().op().name());

      assertThat(types.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(2000);
    }
  }

  @Test
  void withoutCompilationNoRandomNumberIsMadeOfIntegersThatAGpuHasNoKernelsOf() {
    try (TrainableEnsembleGraph graph =
        new TrainableEnsembleGraph(
            CONFIGURATION,
            30,
            5,
            Compilation.NONE,
            new PortableKernels(false),
            NetworkDevices.ANY)) {
      Map<String, Integer> types = types(graph, graph.training.step().asOutput().op().name());

      assertThat(types).containsKey("StatelessRandomUniform");
      assertThat(types).doesNotContainKeys("BitwiseXor", "BitwiseAnd", "RightShift");
    }
  }

  @Test
  void scoringOnAGpuHasNoShapeThatDependsOnWhereTheItemsAre() {
    try (EnsembleGraph graph =
        new ScoredEnsembleGraph(CONFIGURATION.ensemble(), 30, new PortableKernels(false))) {
      assertThat(types(graph, graph.scoring.ranks.asOutput().op().name()))
          .doesNotContainKeys("Where", "Cumsum");
    }
    try (EnsembleGraph graph =
        new ScoredEnsembleGraph(CONFIGURATION.ensemble(), 30, new PortableKernels())) {
      assertThat(types(graph, graph.scoring.ranks.asOutput().op().name())).containsKey("Where");
    }
  }
}
