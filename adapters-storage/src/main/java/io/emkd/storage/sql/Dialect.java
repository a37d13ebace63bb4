package io.emkd.storage.sql;

import io.emkd.storage.files.Json;
import java.util.Collection;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Where the databases differ. */
enum Dialect {
  SQLITE("sqlite", TransactionIsolationLevel.SERIALIZABLE),
  POSTGRESQL("postgresql", TransactionIsolationLevel.REPEATABLE_READ);

  private final String name;
  private final TransactionIsolationLevel snapshot;

  Dialect(String name, TransactionIsolationLevel snapshot) {
    this.name = name;
    this.snapshot = snapshot;
  }

  /** Where the schema's migrations are. */
  String migrations() {
    return "classpath:io/emkd/storage/migrations/" + name;
  }

  /**
   * At the end of a query for a row that is to go: waits for those who keep it. SQLite's one writer
   * has locked everything.
   */
  String lockingRows() {
    return this == POSTGRESQL ? " FOR UPDATE" : "";
  }

  /** At the end of a query for a row that must stay; one that is about to go is not found. */
  String keepingRows() {
    return this == POSTGRESQL ? " FOR KEY SHARE SKIP LOCKED" : "";
  }

  /** A table of one column, {@code value}, from a parameter that {@link #bindList} binds. */
  String list() {
    return this == POSTGRESQL
        ? "(SELECT unnest(CAST(? AS text[])) AS value) AS listed"
        : "(SELECT value FROM json_each(?)) AS listed";
  }

  /** Any number of texts as one parameter. */
  Query bindList(Query query, int position, Collection<String> texts) {
    return this == POSTGRESQL
        ? query.bindByType(position, texts.toArray(String[]::new), String[].class)
        : query.bind(position, Json.write(texts));
  }

  /** Under which all statements of a reading transaction see one state. */
  TransactionIsolationLevel snapshot() {
    return snapshot;
  }
}
