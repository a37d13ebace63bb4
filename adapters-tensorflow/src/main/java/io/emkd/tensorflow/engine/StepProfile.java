package io.emkd.tensorflow.engine;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/** TensorFlow's step statistics, summed by kind of operation; of a GPU, by kernel. */
final class StepProfile {
  /** Where a GPU's kernels stand, each once; {@code stream:all} repeats them. */
  private static final Pattern STREAM = Pattern.compile("/stream:[0-9]");

  private static final Pattern OPERATION = Pattern.compile("= ([A-Za-z0-9_]+)\\(");

  private StepProfile() {}

  static List<OperationTime> of(RunMetadata metadata) {
    List<DeviceStepStats> devices = metadata.getStepStats().getDevStatsList();
    List<DeviceStepStats> streams =
        devices.stream().filter(device -> STREAM.matcher(device.getDevice()).find()).toList();
    Map<String, OperationTime> times = new HashMap<>();
    for (DeviceStepStats device : streams.isEmpty() ? devices : streams) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        String operation = streams.isEmpty() ? operation(node) : kernel(node);
        double seconds = seconds(node);
        times.merge(
            operation,
            new OperationTime(operation, 1, seconds),
            (a, b) ->
                new OperationTime(operation, a.calls() + b.calls(), a.seconds() + b.seconds()));
      }
    }
    return times.values().stream()
        .sorted(Comparator.comparingDouble(OperationTime::seconds).reversed())
        .toList();
  }

  /** Kernels take microseconds, so where nanoseconds are told, those are taken. */
  private static double seconds(NodeExecStats node) {
    long nanos = node.getOpEndRelNanos() - node.getOpStartRelNanos();
    return nanos > 0 ? nanos / 1e9 : (node.getOpEndRelMicros() - node.getOpStartRelMicros()) / 1e6;
  }

  /** The label is the kernel's name, then its registers and sizes. */
  private static String kernel(NodeExecStats node) {
    String label = node.getTimelineLabel().strip();
    return label.isEmpty() ? node.getNodeName() : label.split("\\s", 2)[0];
  }

  /** A compiled function goes by its name, without what makes the call's name unique. */
  private static String operation(NodeExecStats node) {
    Matcher matcher = OPERATION.matcher(node.getTimelineLabel());
    String operation = matcher.find() ? matcher.group(1) : node.getNodeName();
    return operation.equals("PartitionedCall") || operation.startsWith("_Xla")
        ? node.getNodeName().replaceAll(".*/", "").replaceAll("_[0-9]+(_[0-9]+)?$", "")
        : operation;
  }
}
