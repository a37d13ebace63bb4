package io.emkd.storage.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.RowCondition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object a line: an interaction where it has the key of the user, whatever the value, else
 * an item. Blank lines do not count. A key that is named but that no line has is refused at the
 * end.
 */
final class JsonLinesReader {
  private static final ObjectReader OBJECT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(new TypeReference<Map<String, Object>>() {});

  private final ColumnNames names;
  private final LineCounter lines;
  private final Table interactions;
  private final Table items;

  JsonLinesReader(ReadContext reading) {
    ColumnNames given = reading.options().layout().columns();
    this.names = given.attributes().isEmpty() ? given.withAttributes("attributes") : given;
    this.lines = reading.lines();
    List<String> conditions = reading.options().where().stream().map(RowCondition::column).toList();
    this.interactions =
        new Table(
            reading,
            List.of(
                names.userOrDefault(),
                names.itemOrDefault(),
                names.timestampOrDefault(),
                weightOrDefault(),
                names.typeOrDefault()),
            List.of(given.weight(), given.type()),
            conditions);
    this.items =
        new Table(
            reading,
            List.of(names.itemOrDefault(), titleOrDefault(), names.attributes()),
            List.of(given.title(), given.attributes()),
            List.of());
  }

  void read(TextInput text) throws IOException {
    lines.readEach(
        text,
        line -> {
          if (!line.isBlank()) {
            Map<String, Object> object = object(line);
            (object.containsKey(names.userOrDefault()) ? interactions : items).add(object);
          }
        });
    interactions.requireSeen();
    items.requireSeen();
  }

  private String weightOrDefault() {
    return names.weight().isEmpty() ? "weight" : names.weight();
  }

  private String titleOrDefault() {
    return names.title().isEmpty() ? "title" : names.title();
  }

  private Map<String, Object> object(String line) {
    try {
      Map<String, Object> object = OBJECT.readValue(line);
      if (object == null) {
        throw lines.bad("null", "a JSON object");
      }
      return object;
    } catch (JsonProcessingException malformed) {
      throw lines.bad(malformed.getOriginalMessage(), "a JSON object");
    }
  }

  /** Objects of one kind, as rows of the same columns. */
  private final class Table {
    private final List<String> columns;
    private final Set<String> unseen = new LinkedHashSet<>();
    private final Set<String> conditions;
    private final TableRows rows;
    private boolean any;

    /**
     * @param named by the caller, or empty
     */
    Table(ReadContext reading, List<String> columns, List<String> named, List<String> conditions) {
      Set<String> all = new LinkedHashSet<>(columns);
      all.addAll(conditions);
      this.columns = new ArrayList<>(all);
      this.conditions = Set.copyOf(conditions);
      unseen.addAll(conditions);
      named.stream().filter(name -> !name.isEmpty()).forEach(unseen::add);
      rows = new TableRows(this.columns.stream().map(Column::of).toList(), names, reading);
    }

    void add(Map<String, Object> object) {
      any = true;
      if (!unseen.isEmpty()) {
        unseen.removeAll(object.keySet());
      }
      if (object.containsKey(names.itemOrDefault() + "_list")) {
        throw lines.bad(
            "an object with '" + names.itemOrDefault() + "_list', a sequence",
            "an object an interaction");
      }
      rows.add(index -> value(object, columns.get(index)));
    }

    private @Nullable Object value(Map<String, Object> object, String column) {
      if (this == interactions && column.equals("weight") && names.weight().isEmpty()) {
        return object.get(object.containsKey(column) ? column : "rating");
      }
      if (this == items && column.equals("title") && names.title().isEmpty()) {
        return object.keySet().stream()
            .filter(key -> key.endsWith("title"))
            .findFirst()
            .map(object::get)
            .orElse(null);
      }
      return object.get(column);
    }

    void requireSeen() {
      if (any && !unseen.isEmpty()) {
        String column = unseen.iterator().next();
        throw lines.badFile(
            (conditions.contains(column) ? "where: " : "") + "without '" + column + "' in any line",
            "a file with the key '" + column + "'");
      }
    }
  }
}
