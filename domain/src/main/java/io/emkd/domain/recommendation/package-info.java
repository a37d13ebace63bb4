/**
 * What is answered: the next items for a history, similar items, a history's representation; one
 * history at a time, or a batch of them by {@link io.emkd.domain.recommendation.AnswerHistories}.
 *
 * <p>Start here: {@link io.emkd.domain.recommendation.RecommendItems}.
 */
@NullMarked
package io.emkd.domain.recommendation;

import org.jspecify.annotations.NullMarked;
