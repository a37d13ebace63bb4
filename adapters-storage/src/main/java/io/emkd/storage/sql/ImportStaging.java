package io.emkd.storage.sql;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.random.Seeds;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what an import reads in tables that nobody else sees. Numbers users and items from 1 in
 * order of first mention; memory holds their ids, not the interactions. Not thread-safe.
 */
final class ImportStaging implements DatasetStore.Sink, AutoCloseable {
  private static final List<String> TABLES =
      List.of(
          "staged_user (number INTEGER PRIMARY KEY, user_key TEXT NOT NULL)",
          "staged_item (number INTEGER PRIMARY KEY, item_key TEXT NOT NULL, title TEXT NOT NULL)",
          "staged_attribute (item INTEGER, position INTEGER, attribute TEXT NOT NULL)",
          "staged_interaction (line BIGINT, tie BIGINT, user_number INTEGER, event_time DOUBLE PRECISION,"
              + " item INTEGER, weight DOUBLE PRECISION, type TEXT)");

  private final Map<String, Long> users = new HashMap<>();
  private final Map<String, NumberedItem> items = new LinkedHashMap<>();
  private final BulkTable stagedUsers;
  private final BulkTable stagedItems;
  private final BulkTable stagedAttributes;
  private final BulkTable stagedInteractions;
  private long interactions;
  private boolean timed;

  /** Written at the end, when its last description is known. */
  private static final class NumberedItem {
    final long number;
    @Nullable Item description;

    NumberedItem(long number) {
      this.number = number;
    }
  }

  /** Makes the tables, in a SQLite file of their own or in PostgreSQL's temporary schema. */
  ImportStaging(Handle handle, Dialect dialect) {
    String create =
        dialect == Dialect.SQLITE ? "CREATE TABLE %s" : "CREATE TEMP TABLE %s ON COMMIT DROP";
    TABLES.forEach(table -> handle.execute(String.format(create, table)));
    stagedUsers = BulkTable.of(handle, dialect, "staged_user", List.of("number", "user_key"));
    stagedItems =
        BulkTable.of(handle, dialect, "staged_item", List.of("number", "item_key", "title"));
    stagedAttributes =
        BulkTable.of(handle, dialect, "staged_attribute", List.of("item", "position", "attribute"));
    stagedInteractions =
        BulkTable.of(
            handle,
            dialect,
            "staged_interaction",
            List.of("line", "tie", "user_number", "event_time", "item", "weight", "type"));
  }

  @Override
  public void interaction(Interaction interaction) {
    Long user = users.get(interaction.userId());
    if (user == null) {
      user = users.size() + 1L;
      users.put(interaction.userId(), user);
      stagedUsers.add(user, interaction.userId());
    }
    timed |= interaction.timestamp() != 0;
    stagedInteractions.add(
        ++interactions,
        tie(interaction),
        user,
        interaction.timestamp(),
        numbered(interaction.itemId()).number,
        interaction.weightOrNull(),
        interaction.typeOrNull());
  }

  /**
   * The order among a user's interactions of one time that follows neither from lines nor from item
   * ids: these often tell how old or how popular an item is, and a split by it would be no fair
   * one.
   */
  private static long tie(Interaction interaction) {
    return Seeds.mix(interaction.userId().hashCode(), interaction.itemId().hashCode());
  }

  @Override
  public void item(Item item) {
    numbered(item.id()).description = item;
  }

  private NumberedItem numbered(String key) {
    NumberedItem item = items.get(key);
    if (item == null) {
      item = new NumberedItem(items.size() + 1L);
      items.put(key, item);
    }
    return item;
  }

  /** After the last row. */
  void finish() {
    items.forEach(
        (key, item) -> {
          Item description = item.description;
          stagedItems.add(item.number, key, description == null ? "" : description.title());
          if (description != null) {
            for (int position = 0; position < description.attributes().size(); position++) {
              stagedAttributes.add(item.number, position, description.attributes().get(position));
            }
          }
        });
    for (BulkTable table :
        List.of(stagedUsers, stagedItems, stagedAttributes, stagedInteractions)) {
      table.flush();
    }
    items.clear();
  }

  long users() {
    return users.size();
  }

  long interactions() {
    return interactions;
  }

  /**
   * What the staged interactions {@code s} of a user are ordered by. Where none has a time, the
   * order of lines is all the order there is.
   *
   * @param item the column of an item's place among items in order of their ids
   * @param type the column of the type, in bytewise order
   */
  String order(ImportOptions options, String item, String type) {
    if (!timed) {
      return "s.line";
    }
    return "s.event_time, "
        + (options.keepsLineOrder()
            ? "s.line"
            : String.join(", ", "s.tie", item, type, "s.weight"));
  }

  /** Whether interactions of one user, time and item follow each other in that order. */
  boolean putsAlikeTogether(ImportOptions options) {
    return timed && !options.keepsLineOrder();
  }

  @Override
  public void close() {
    for (BulkTable table :
        List.of(stagedUsers, stagedItems, stagedAttributes, stagedInteractions)) {
      table.close();
    }
  }
}
