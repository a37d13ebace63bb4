/**
 * {@code emkd bench}: what training, serving, swaps, storage and memory cost, each beside a
 * baseline in the same run.
 *
 * <p>Start here: {@link io.emkd.benchmarks.BenchCommand}.
 */
@NullMarked
package io.emkd.benchmarks;

import org.jspecify.annotations.NullMarked;
