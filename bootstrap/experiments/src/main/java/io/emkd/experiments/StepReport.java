package io.emkd.experiments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one step of an experiment gave: the same as text and as JSON. */
final class StepReport {
  /** How a step ended. */
  enum State {
    DONE,
    SKIPPED,
    FAILED
  }

  private final String title;
  private final List<String> lines = new ArrayList<>();
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private State state = State.DONE;
  private String reason = "";
  private double seconds;
  private long limitSeconds;

  StepReport(String title) {
    this.title = title;
  }

  void skip(String why) {
    end(State.SKIPPED, why);
  }

  /** What it has told so far stays. */
  void fail(String why) {
    end(State.FAILED, reason.isEmpty() ? why : reason + "; " + why);
  }

  private void end(State how, String why) {
    state = how;
    reason = why;
  }

  void took(double tookSeconds, long ofSeconds) {
    seconds = tookSeconds;
    limitSeconds = ofSeconds;
  }

  /** Adds a line of Markdown. */
  void line(String format, Object... values) {
    String line = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    System.out.println(line);
    lines.add(line);
  }

  ObjectNode json() {
    return json;
  }

  State state() {
    return state;
  }

  String title() {
    return title;
  }

  /** The step's row in the table of all. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.1f | %d | %s |",
        title,
        state.name().toLowerCase(Locale.ROOT),
        seconds,
        limitSeconds,
        reason.replace("|", "\\|"));
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  ObjectNode toJson() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("step", title);
    all.put("state", state.name().toLowerCase(Locale.ROOT));
    all.put("reason", reason);
    all.put("seconds", seconds);
    all.put("limit_seconds", limitSeconds);
    all.setAll(json);
    return all;
  }
}
