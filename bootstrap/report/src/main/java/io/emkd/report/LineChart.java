package io.emkd.report;

import java.util.List;

/**
 * Lines over the same axis, or over one of several, among which who looks at the page chooses.
 *
 * @param smoothed whether lines of many points are also drawn as a running mean
 */
public record LineChart(
    String title, List<LineChart.Axis> axes, List<LineChart.Line> lines, boolean smoothed)
    implements Chart {
  /** How values lie along an axis. */
  public enum Scale {
    EVEN,
    LOGARITHMIC,
    /** Values are seconds, shown in the unit that fits. */
    DURATION
  }

  /** What lines go along. */
  public record Axis(String name, Scale scale) {}

  /**
   * One of the lines.
   *
   * @param along of each axis as many values as there are points
   */
  public record Line(String name, List<double[]> along, double[] values) {}
}
