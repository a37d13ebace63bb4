/**
 * What is answered: the next items for a history, similar items, a history's representation.
 *
 * <p>Start here: {@link io.emkd.domain.recommendation.RecommendItems}.
 */
@NullMarked
package io.emkd.domain.recommendation;

import org.jspecify.annotations.NullMarked;
