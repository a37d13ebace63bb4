/** Rankings without a trained model: what a trained one has to beat. */
@NullMarked
package io.emkd.domain.evaluation.baseline;

import org.jspecify.annotations.NullMarked;
