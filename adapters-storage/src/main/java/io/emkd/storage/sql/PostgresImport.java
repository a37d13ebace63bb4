package io.emkd.storage.sql;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ImportOptions;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;

/**
 * An import in one transaction, which holds up nobody until its last, short step: what it writes is
 * not seen before. When its process dies, so does all that it wrote.
 */
final class PostgresImport {
  /** The key, of an import's id, of the lock that it holds for as long as it lives. */
  static final String LOCK = "hashtextextended('emkd import ' || ?, 0)";

  private static final String SORT_MEMORY = "256MB";

  private final Handle handle;
  private final String importId;

  /**
   * @param handle in a transaction without a time limit
   */
  PostgresImport(Handle handle, String importId) {
    this.handle = handle;
    this.importId = importId;
  }

  DatasetStore.Replaced run(
      DatasetDefinition definition,
      DatasetStore.Source source,
      ImportOptions options,
      BooleanSupplier cancelled) {
    handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")", importId);
    handle.execute("SET LOCAL work_mem = '" + SORT_MEMORY + "'");
    String order;
    long interactions;
    try (ImportStaging staging = new ImportStaging(handle, Dialect.POSTGRESQL)) {
      source.readTo(staging);
      staging.finish();
      order = staging.order(options, "i.id", "s.type COLLATE \"C\"");
      interactions = staging.interactions();
    }
    ImportPublication.stopIf(cancelled);
    long dataset = DatasetRows.insertHidden(handle, definition, importId);
    usersAndItems(dataset);
    ImportPublication.stopIf(cancelled);
    interactions(interactions, order);
    ImportPublication.stopIf(cancelled);
    long repeated = repeated();
    // Else its first queries are planned for an empty table.
    handle.execute("ANALYZE app_user, item, interaction");
    new ImportPublication(
            Dialect.POSTGRESQL, importId, dataset, definition.name(), options.activatesAll())
        .publish(step -> step.applyAsInt(handle), cancelled);
    return new DatasetStore.Replaced(repeated);
  }

  private void usersAndItems(long dataset) {
    handle.execute("ANALYZE staged_user, staged_item");
    handle.execute(
        "INSERT INTO app_user (dataset_id, user_key)"
            + " SELECT ?, user_key FROM staged_user ORDER BY user_key COLLATE \"C\"",
        dataset);
    handle.execute(
        "INSERT INTO item (dataset_id, item_key, title)"
            + " SELECT ?, item_key, title FROM staged_item ORDER BY item_key COLLATE \"C\"",
        dataset);
    handle.execute(
        "CREATE TEMP TABLE user_id ON COMMIT DROP AS SELECT s.number, u.id FROM staged_user s"
            + " JOIN app_user u ON u.dataset_id = "
            + dataset
            + " AND u.user_key = s.user_key");
    handle.execute(
        "CREATE TEMP TABLE item_id ON COMMIT DROP AS SELECT s.number, i.id FROM staged_item s"
            + " JOIN item i ON i.dataset_id = "
            + dataset
            + " AND i.item_key = s.item_key");
    handle.execute("ANALYZE user_id, item_id, staged_interaction");
    handle.execute(
        "INSERT INTO item_attribute (item_id, position, attribute)"
            + " SELECT i.id, a.position, a.attribute FROM staged_attribute a"
            + " JOIN item_id i ON i.number = a.item");
  }

  /**
   * In the order of the table's key: to find each row its place is several times slower, and a
   * user's rows would lie far apart. Ids are in order of keys.
   */
  private void interactions(long count, String order) {
    handle.execute(
        "INSERT INTO interaction (user_id, event_time, arrival, item_id, weight, type)"
            + " SELECT u.id, s.event_time, row_number() OVER (ORDER BY u.id, "
            + order
            + ") - 1 - ?, i.id, s.weight, s.type FROM staged_interaction s"
            + " JOIN user_id u ON u.number = s.user_number JOIN item_id i ON i.number = s.item"
            + " ORDER BY 1, 2, 3",
        count);
  }

  private long repeated() {
    return handle
        .createQuery(
            "SELECT coalesce(sum(same - 1), 0) FROM (SELECT count(*) AS same"
                + " FROM staged_interaction GROUP BY user_number, event_time, item) AS groups")
        .mapTo(Long.class)
        .one();
  }
}
