/**
 * Datasets, interactions, items and the record of trainings in SQL tables, of SQLite or PostgreSQL.
 * The schema is that of the migrations beside.
 *
 * <p>Start here: {@link io.emkd.storage.sql.SqlDatabase}, its transactions and when they are tried
 * again; {@link io.emkd.storage.sql.AppendTransaction}, the order of an append's statements, whose
 * texts are where their tables are ({@code UserAndItemIds}, {@code ArrivalRow}, {@code BulkTable});
 * {@link io.emkd.storage.sql.SqliteImport} and {@link io.emkd.storage.sql.PostgresImport}, how a
 * dataset is replaced while others write; {@link io.emkd.storage.sql.Dialect}, where the two
 * differ.
 */
@NullMarked
package io.emkd.storage.sql;

import org.jspecify.annotations.NullMarked;
