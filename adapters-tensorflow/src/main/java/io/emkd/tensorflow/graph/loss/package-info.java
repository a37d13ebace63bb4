/**
 * The five loss terms and what they are fed by: masked item prediction, distillation (the KL term),
 * attribute prediction, intra- and cross-network contrast.
 *
 * <p>Start here: {@code ItemLoss}, the first two terms (the KL divergence is {@code
 * SymmetricKlDivergence}) over all items ({@link io.emkd.tensorflow.graph.loss.GroupedItemLoss}) or
 * a sample, or {@code RecomputedItemLoss}, the same where a step is one program; {@link
 * io.emkd.tensorflow.graph.loss.AttributeLoss} and {@link
 * io.emkd.tensorflow.graph.loss.ContrastLoss}.
 */
@NullMarked
package io.emkd.tensorflow.graph.loss;

import org.jspecify.annotations.NullMarked;
