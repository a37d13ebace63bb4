package io.emkd.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bars from 0 on, one below the other.
 *
 * @param measure what their length is
 */
public record BarChart(String title, String measure, List<BarChart.Bar> bars) implements Chart {
  /**
   * One of the bars.
   *
   * @param deviation drawn to both sides of its end; null where there is none
   * @param quiet whether it is there for comparison alone
   */
  public record Bar(String name, double value, @Nullable Double deviation, boolean quiet) {}
}
