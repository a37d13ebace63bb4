package io.emkd.storage.formats;

import io.emkd.domain.files.ReadOptions;

/**
 * What the readers of one file share.
 *
 * @param times of the whole import
 * @param sink of the whole import
 */
record ReadContext(ReadOptions options, LineCounter lines, Times times, ReadCounts sink) {}
