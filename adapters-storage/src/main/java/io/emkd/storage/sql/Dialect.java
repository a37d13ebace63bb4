package io.emkd.storage.sql;

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
   * At the end of a query: nobody appends to these users until the transaction ends. SQLite's one
   * writer has locked everything.
   */
  String lockingRows() {
    return this == POSTGRESQL ? " FOR UPDATE" : "";
  }

  /** Under which all statements of a reading transaction see one state. */
  TransactionIsolationLevel snapshot() {
    return snapshot;
  }
}
