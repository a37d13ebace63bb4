package io.emkd.tensorflow.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Gathers relative errors, each relative to the size of what is compared. */
final class Comparison {
  static final double VALUE_TOLERANCE = 1e-4;
  static final double GRADIENT_TOLERANCE = 1e-3;

  private final List<String> failures = new ArrayList<>();
  private int count;
  private double largest;

  void scalar(String name, JsonNode expected, double actual, double tolerance) {
    check(
        name,
        Math.abs(expected.asDouble() - actual) / Math.max(Math.abs(expected.asDouble()), 1e-6),
        tolerance);
  }

  void vector(String name, float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      fail(name + ": " + actual.length + " values, not " + expected.length);
      return;
    }
    double largestValue = 0;
    for (float value : expected) {
      largestValue = Math.max(largestValue, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      check(
          name + "[" + i + "]",
          Math.abs(expected[i] - actual[i]) / Math.max(largestValue, 1e-6),
          VALUE_TOLERANCE);
    }
  }

  void gradient(String name, JsonNode expected, float[] actual) {
    double norm = 0;
    for (float value : actual) {
      norm += (double) value * value;
    }
    JsonNode expectedNorm = expected.has("l2") ? expected.get("l2") : expected.get("norm");
    // A key's bias cannot change a softmax: its true gradient is 0, and float32 leaves rounding
    // there.
    double scale = Math.max(expectedNorm.asDouble(), 1e-4);
    check(
        "gradient of " + name,
        Math.abs(expectedNorm.asDouble() - Math.sqrt(norm)) / scale,
        GRADIENT_TOLERANCE);
    JsonNode first = expected.has("first") ? expected.get("first") : expected.get("values");
    for (int i = 0; i < first.size(); i++) {
      check(
          "gradient of " + name + "[" + i + "]",
          Math.abs(first.get(i).asDouble() - actual[i]) / scale,
          GRADIENT_TOLERANCE);
    }
  }

  private void check(String name, double error, double tolerance) {
    count++;
    // Where it is not a number, that is what is told.
    largest = Double.isNaN(error) || Double.isNaN(largest) ? Double.NaN : Math.max(largest, error);
    if (!(error <= tolerance)) {
      fail(name + ": relative error " + error);
    }
  }

  void fail(String what) {
    failures.add(what);
  }

  int count() {
    return count;
  }

  double largest() {
    return largest;
  }

  List<String> failures() {
    return List.copyOf(failures);
  }
}
