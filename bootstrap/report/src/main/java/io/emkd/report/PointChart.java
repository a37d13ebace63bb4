package io.emkd.report;

import java.util.List;

/** Points with names, over two measures. */
public record PointChart(
    String title, LineChart.Axis across, String upwards, List<PointChart.Point> points)
    implements Chart {
  /** One of the points. */
  public record Point(String name, double across, double upwards) {}
}
