package io.emkd.report.training;

import static j2html.TagCreator.div;

import io.emkd.domain.training.TrainingCurve;
import io.emkd.report.Blocks;
import io.emkd.report.LineChart;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The pictures of a training's curves. */
final class TrainingCharts {
  private static final String VALIDATION = "validation/";
  private static final String TEST = "test/";
  private static final String LOSS = "loss/";
  private static final String TOTAL = "loss/total";
  private static final String MEAN_OF_EPOCH = "loss/mean_of_epoch";
  private static final String CHOSEN_BY = VALIDATION + "NDCG@10";
  private static final double NANOS = 1e9;

  private static final List<LineChart.Axis> AXES =
      List.of(
          new LineChart.Axis("step", LineChart.Scale.EVEN),
          new LineChart.Axis("time", LineChart.Scale.DURATION));

  private final Map<String, TrainingCurve> curves = new TreeMap<>();

  TrainingCharts(List<TrainingCurve> curves) {
    curves.stream()
        .filter(curve -> !curve.points().isEmpty())
        .forEach(curve -> this.curves.put(curve.name(), curve));
  }

  private List<TrainingCurve> below(String prefix) {
    return curves.values().stream().filter(curve -> curve.name().startsWith(prefix)).toList();
  }

  private static LineChart chart(String title, List<TrainingCurve> lines) {
    return new LineChart(title, AXES, lines.stream().map(TrainingCharts::line).toList(), true);
  }

  private static LineChart.Line line(TrainingCurve curve) {
    List<TrainingCurve.Point> points = curve.points();
    return new LineChart.Line(
        words(curve.name()),
        List.of(
            points.stream().mapToDouble(TrainingCurve.Point::step).toArray(),
            points.stream().mapToDouble(point -> seconds(point.elapsed())).toArray()),
        points.stream().mapToDouble(TrainingCurve.Point::value).toArray());
  }

  private static double seconds(Duration time) {
    return Math.round(time.toNanos() / (NANOS / 1000)) / 1000.0;
  }

  private static String words(String name) {
    return name.substring(name.indexOf('/') + 1).replace('_', ' ');
  }

  /** The metrics over steps and time, and each validation's in a table. */
  Optional<DomContent> validations() {
    List<LineChart> charts =
        Stream.of(
                chart("On the validation split, unseen candidates", below(VALIDATION)),
                chart("On the test split, which chooses nothing", below(TEST)))
            .filter(chart -> !chart.lines().isEmpty())
            .toList();
    return charts.isEmpty() ? Optional.empty() : Optional.of(div(Blocks.charts(charts), table()));
  }

  private DomContent table() {
    List<TrainingCurve> metrics = new ArrayList<>(below(VALIDATION));
    Optional.ofNullable(curves.get(MEAN_OF_EPOCH)).ifPresent(metrics::add);
    List<Blocks.Column> columns = new ArrayList<>();
    columns.add(new Blocks.Column("step", true));
    columns.add(new Blocks.Column("time", true));
    metrics.forEach(metric -> columns.add(new Blocks.Column(words(metric.name()), true)));
    Map<Long, List<String>> rows = new TreeMap<>();
    for (TrainingCurve metric : metrics) {
      for (TrainingCurve.Point point : metric.points()) {
        List<String> row =
            rows.computeIfAbsent(
                point.step(),
                step -> new ArrayList<>(List.of(String.valueOf(step), shown(point.elapsed()))));
        row.add(String.format(Locale.ROOT, "%.4f", point.value()));
      }
    }
    rows.values().removeIf(row -> row.size() < columns.size());
    return Blocks.folded(
        "All " + rows.size() + " validations as a table",
        Blocks.table(columns, List.copyOf(rows.values())));
  }

  /** The total, and each term that the training has, since they differ by orders of magnitude. */
  Optional<DomContent> losses() {
    List<LineChart> charts = new ArrayList<>();
    List<TrainingCurve> total =
        Stream.of(TOTAL, MEAN_OF_EPOCH).filter(curves::containsKey).map(curves::get).toList();
    if (total.isEmpty()) {
      return Optional.empty();
    }
    charts.add(chart("total, each term with its weight", total));
    List<String> absent = new ArrayList<>();
    for (TrainingCurve term : below(LOSS)) {
      if (total.contains(term)) {
        continue;
      }
      if (term.points().stream().allMatch(point -> point.value() == 0)) {
        absent.add(words(term.name()));
      } else {
        charts.add(chart(words(term.name()) + ", unweighted", List.of(term)));
      }
    }
    DivTag content = div(Blocks.charts(charts));
    return Optional.of(
        absent.isEmpty()
            ? content
            : content.with(Blocks.text("Zero at every step: " + String.join(", ", absent) + ".")));
  }

  /** How fast it went, and how far each step. */
  Optional<DomContent> pace() {
    List<LineChart> charts =
        Stream.of("training/learning_rate", "training/steps_per_second")
            .filter(curves::containsKey)
            .map(curves::get)
            .map(curve -> chart(words(curve.name()), List.of(curve)))
            .toList();
    return charts.isEmpty() ? Optional.empty() : Optional.of(Blocks.charts(charts));
  }

  /** The metrics of the validation that was best by what weights are chosen by; empty if none. */
  Map<String, Double> bestValidation() {
    Map<String, Double> metrics = new TreeMap<>();
    Optional.ofNullable(curves.get(CHOSEN_BY)).stream()
        .flatMap(curve -> curve.points().stream())
        .max((left, right) -> Double.compare(left.value(), right.value()))
        .ifPresent(
            best ->
                below(VALIDATION)
                    .forEach(
                        curve ->
                            curve.points().stream()
                                .filter(point -> point.step() == best.step())
                                .forEach(
                                    point -> metrics.put(words(curve.name()), point.value()))));
    return metrics;
  }

  /** Until the last of what it said. */
  Optional<String> elapsed() {
    return curves.values().stream()
        .flatMap(curve -> curve.points().stream())
        .map(TrainingCurve.Point::elapsed)
        .max(Duration::compareTo)
        .map(TrainingCharts::shown);
  }

  private static String shown(Duration time) {
    if (time.toHours() > 0) {
      return String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart());
    }
    return time.toMinutes() > 0
        ? String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
