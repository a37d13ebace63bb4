package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.StepStats;

class StepProfileTest {
  private static NodeExecStats node(String name, String label, long micros) {
    return NodeExecStats.newBuilder()
        .setNodeName(name)
        .setTimelineLabel(label)
        .setOpEndRelMicros(micros)
        .build();
  }

  private static DeviceStepStats device(String name, NodeExecStats... nodes) {
    DeviceStepStats.Builder device = DeviceStepStats.newBuilder().setDevice(name);
    for (NodeExecStats node : nodes) {
      device.addNodeStats(node);
    }
    return device.build();
  }

  private static RunMetadata of(DeviceStepStats... devices) {
    StepStats.Builder stats = StepStats.newBuilder();
    for (DeviceStepStats device : devices) {
      stats.addDevStats(device);
    }
    return RunMetadata.newBuilder().setStepStats(stats).build();
  }

  @Test
  void ofAGpuEachKernelIsCountedOnceByItsWholeName() {
    NodeExecStats fusion = node("fusion", "input_scatter_fusion_8 regs:16 grid:1,1,1", 30);
    NodeExecStats product = node("gemm", "sm90_xmma_gemm regs:168", 500);
    RunMetadata metadata =
        of(
            device("/job:localhost/device:CPU:0", node("step", "step = PartitionedCall(x)", 9000)),
            device("/device:GPU:0/stream:all", fusion, product, product),
            device("/device:GPU:0/stream:14", fusion, product),
            device("/device:GPU:0/stream:15", product));
    assertThat(StepProfile.of(metadata))
        .containsExactly(
            new OperationTime("sm90_xmma_gemm", 2, 1000 / 1e6),
            new OperationTime("input_scatter_fusion_8", 1, 30 / 1e6));
  }

  @Test
  void ofACpuOperationsAreSummedByKind() {
    RunMetadata metadata =
        of(
            device(
                "/job:localhost/device:CPU:0",
                node("a", "a = MatMul(x, y)", 5),
                node("b", "b = MatMul(x, y)", 6),
                node("block/norm_3", "norm = PartitionedCall(x)", 3)));
    assertThat(StepProfile.of(metadata))
        .extracting(OperationTime::operation, OperationTime::calls)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("MatMul", 2),
            org.assertj.core.groups.Tuple.tuple("norm", 1));
  }
}
