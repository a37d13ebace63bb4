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

/** TensorFlow's step statistics, summed by kind of operation. */
final class StepProfile {
  private static final Pattern OPERATION = Pattern.compile("= ([A-Za-z0-9_]+)\\(");

  private StepProfile() {}

  static List<OperationTime> of(RunMetadata metadata) {
    Map<String, OperationTime> times = new HashMap<>();
    for (DeviceStepStats device : metadata.getStepStats().getDevStatsList()) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        String operation = operation(node);
        double seconds = (node.getOpEndRelMicros() - node.getOpStartRelMicros()) / 1e6;
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

  /** A compiled function goes by its name, without what makes the call's name unique. */
  private static String operation(NodeExecStats node) {
    Matcher matcher = OPERATION.matcher(node.getTimelineLabel());
    String operation = matcher.find() ? matcher.group(1) : node.getNodeName();
    return operation.equals("PartitionedCall") || operation.startsWith("_Xla")
        ? node.getNodeName().replaceAll(".*/", "").replaceAll("_[0-9]+(_[0-9]+)?$", "")
        : operation;
  }
}
