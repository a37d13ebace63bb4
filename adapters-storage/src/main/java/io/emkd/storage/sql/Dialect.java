package io.emkd.storage.sql;

import io.emkd.storage.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlStatement;
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
   * Ends a query for a row that is to go: waits for those who keep it. SQLite's one writer has
   * locked everything.
   */
  String lockingRows() {
    return this == POSTGRESQL ? " FOR UPDATE" : "";
  }

  /** Ends a query for a row that must stay; one that is about to go is not found. */
  String keepingRows() {
    return this == POSTGRESQL ? " FOR KEY SHARE SKIP LOCKED" : "";
  }

  /** Keeps rows as {@link #keepingRows} does, but waits for what becomes of one about to go. */
  String keepingRowsPatiently() {
    return this == POSTGRESQL ? " FOR KEY SHARE" : "";
  }

  /** A table of one column, {@code value}, from a parameter that {@link #bindList} binds. */
  String list() {
    return this == POSTGRESQL
        ? "(SELECT unnest(CAST(? AS text[])) AS value) AS listed"
        : "(SELECT value FROM json_each(?)) AS listed";
  }

  /** Any number of texts as one parameter. */
  <S extends SqlStatement<S>> S bindList(S statement, int position, Collection<String> texts) {
    return this == POSTGRESQL
        ? statement.bindByType(position, texts.toArray(String[]::new), String[].class)
        : statement.bind(position, Json.write(texts));
  }

  /** A table of two columns, {@code one} and {@code other}, that {@link #bindPairs} binds. */
  String pairs() {
    return this == POSTGRESQL
        ? "unnest(CAST(? AS text[]), CAST(? AS text[])) AS paired (one, other)"
        : "(SELECT json_extract(value, '$[0]') AS one, json_extract(value, '$[1]') AS other"
            + " FROM json_each(?)) AS paired";
  }

  /** Two lists of texts of one length. */
  <S extends SqlStatement<S>> S bindPairs(
      S statement, int position, List<String> one, List<String> other) {
    return this == POSTGRESQL
        ? bindList(bindList(statement, position, one), position + 1, other)
        : statement.bind(
            position,
            Json.write(
                IntStream.range(0, one.size())
                    .mapToObj(i -> List.of(one.get(i), other.get(i)))
                    .toList()));
  }

  /** Under which all statements of a reading transaction see one state. */
  TransactionIsolationLevel snapshot() {
    return snapshot;
  }
}
