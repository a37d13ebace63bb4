/**
 * What is answered: the next items for a history, similar items, a history's representation.
 *
 * <p>Start here: {@link io.emkd.domain.recommendation.RecommendItems}.
 */
package io.emkd.domain.recommendation;
