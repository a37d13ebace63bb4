package io.emkd.storage.importing;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.Item;
import io.emkd.domain.port.DatasetStore;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A row of typed values, as JSON and Parquet have them: an interaction where it has a user, else an
 * item. Times are seconds since 1970 or the source's own numbers.
 */
record ValueRow(Map<String, Object> values, ColumnNames names, LineCounter lines) {

  void sendTo(DatasetStore.Sink sink) {
    if (values.get(names.userOrDefault()) == null) {
      sink.item(item());
    } else {
      sink.interaction(interaction());
    }
  }

  private Interaction interaction() {
    Object time = values.get(names.timestampOrDefault());
    if (time == null && !names.timestamp().isEmpty()) {
      throw lines.bad("no '" + names.timestamp() + "'", "a timestamp");
    }
    String type = names.typeOrDefault();
    return new Interaction(
        id(names.userOrDefault()),
        id(names.itemOrDefault()),
        time == null ? 0 : seconds(time),
        weight(),
        values.get(type) == null ? "" : values.get(type).toString());
  }

  private double weight() {
    for (String name :
        names.weight().isEmpty() ? List.of("weight", "rating") : List.of(names.weight())) {
      Object weight = values.get(name);
      if (weight instanceof Number number) {
        return number.doubleValue();
      }
      if (weight != null) {
        throw lines.bad(name + " '" + weight + "'", "a number");
      }
    }
    return Double.NaN;
  }

  private Item item() {
    String title =
        names.title().isEmpty()
            ? values.keySet().stream().filter(n -> n.endsWith("title")).findFirst().orElse("")
            : names.title();
    Object attributes =
        values.get(names.attributes().isEmpty() ? "attributes" : names.attributes());
    return new Item(
        id(names.itemOrDefault()),
        values.get(title) == null ? "" : values.get(title).toString(),
        attributes == null ? List.of() : attributes(attributes));
  }

  private List<String> attributes(Object attributes) {
    if (attributes instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return Arrays.stream(attributes.toString().split(Pattern.quote(names.attributeSeparator())))
        .map(String::strip)
        .filter(a -> !a.isEmpty())
        .toList();
  }

  private String id(String column) {
    Object id = values.get(column);
    if (id == null) {
      throw lines.bad("no '" + column + "'", "an id in '" + column + "'");
    }
    if (id instanceof List<?> || id instanceof Map<?, ?> || id instanceof Boolean) {
      throw lines.bad(column + " " + id, "a string or a number");
    }
    return id.toString();
  }

  private double seconds(Object time) {
    if (time instanceof Number number) {
      return number.doubleValue();
    }
    if (time instanceof OffsetDateTime zoned) {
      return seconds(zoned.toInstant());
    }
    if (time instanceof LocalDateTime local) {
      return seconds(local.toInstant(ZoneOffset.UTC));
    }
    if (time instanceof LocalDate day) {
      return seconds(day.atStartOfDay().toInstant(ZoneOffset.UTC));
    }
    if (time instanceof java.sql.Timestamp stamp) {
      return seconds(stamp.toLocalDateTime().toInstant(ZoneOffset.UTC));
    }
    try {
      return seconds(OffsetDateTime.parse(time.toString()).toInstant());
    } catch (DateTimeParseException notATime) {
      throw lines.bad(
          names.timestampOrDefault() + " '" + time + "'",
          "a number, or a time like 2026-11-24T10:00:00Z");
    }
  }

  private static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }
}
