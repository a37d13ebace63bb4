/**
 * Interactions and items: how they come in, where they are kept (the ports {@link
 * io.emkd.domain.dataset.DatasetStore}, {@link io.emkd.domain.dataset.InteractionLog} and {@link
 * io.emkd.domain.dataset.ItemStore}), and how they become the numbered sequences that an ensemble
 * learns from.
 *
 * <p>Start here: {@link io.emkd.domain.dataset.Dataset}, made from the store's {@link
 * io.emkd.domain.dataset.RawDataset} by {@link io.emkd.domain.dataset.CoreFilter} and divided by
 * {@link io.emkd.domain.dataset.LeaveOneOutSplit}.
 */
@NullMarked
package io.emkd.domain.dataset;

import org.jspecify.annotations.NullMarked;
