package io.emkd.tensorflow.events;

import io.emkd.domain.training.TrainingCurve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/** The scalars of a run, as TensorBoard shows them: what was done again counts once. */
final class EventCurves {
  private static final double NANOS = 1e9;

  private final Map<String, List<TrainingCurve.Point>> curves = new TreeMap<>();

  /** The time of day at which the training would have begun had it never been interrupted. */
  private double beginning = Double.NaN;

  private EventCurves() {}

  /**
   * @param run its folder; where there is none, there are no curves
   */
  static List<TrainingCurve> read(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(run)) {
      // Their names begin with when they were begun.
      files = all.sorted().toList();
    }
    EventCurves read = new EventCurves();
    for (Path file : files) {
      EventRecords.read(file, read::add);
    }
    return read.curves.entrySet().stream()
        .map(curve -> new TrainingCurve(curve.getKey(), List.copyOf(curve.getValue())))
        .toList();
  }

  private void add(Event event) {
    if (event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
      curves.values().forEach(points -> points.removeIf(p -> p.step() >= event.getStep()));
      beginning = event.getWallTime() - elapsedSoFar().toNanos() / NANOS;
    }
    for (Summary.Value value : event.getSummary().getValueList()) {
      if (value.getValueCase() == Summary.Value.ValueCase.SIMPLE_VALUE) {
        add(value, event);
      }
    }
  }

  private Duration elapsedSoFar() {
    return curves.values().stream()
        .flatMap(List::stream)
        .map(TrainingCurve.Point::elapsed)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private void add(Summary.Value value, Event event) {
    if (Double.isNaN(beginning)) {
      beginning = event.getWallTime();
    }
    curves
        .computeIfAbsent(value.getTag(), tag -> new ArrayList<>())
        .add(
            new TrainingCurve.Point(
                event.getStep(),
                Duration.ofNanos((long) ((event.getWallTime() - beginning) * NANOS)),
                value.getSimpleValue()));
  }
}
