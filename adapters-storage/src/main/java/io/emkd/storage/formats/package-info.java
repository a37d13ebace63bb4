/**
 * The formats of imported and exported files, one {@link io.emkd.storage.formats.Codec} each, which
 * reads and writes. What several formats share: the bytes and text of a file ({@link
 * io.emkd.storage.formats.FileBytes}, {@link io.emkd.storage.formats.TextInput}), the place that a
 * message names ({@link io.emkd.storage.formats.LineCounter}), and the meaning of a table's columns
 * and cells ({@link io.emkd.storage.formats.ColumnRoles}, {@link io.emkd.storage.formats.Cells}).
 *
 * <p>Start here: {@link io.emkd.storage.formats.FormatFiles}, the port, then one format, such as
 * {@link io.emkd.storage.formats.RecBoleCodec}, whose header {@code HeaderLine} reads, cell by cell
 * as {@code RecBoleHeader} says. Another format is a codec of its own.
 */
@NullMarked
package io.emkd.storage.formats;

import org.jspecify.annotations.NullMarked;
