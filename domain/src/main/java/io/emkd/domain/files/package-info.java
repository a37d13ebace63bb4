/**
 * Datasets as files: formats, which columns mean what, what is read and what is left out. {@link
 * io.emkd.domain.files.DatasetFiles} is the port that knows how each format stands in its files.
 *
 * <p>Start here: {@link io.emkd.domain.files.ImportDataset} and {@link
 * io.emkd.domain.files.ExportDataset}, the use cases, and {@link io.emkd.domain.files.ReadOptions},
 * which says what a file is told to be.
 */
@NullMarked
package io.emkd.domain.files;

import org.jspecify.annotations.NullMarked;
