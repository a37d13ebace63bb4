/**
 * What a training may be told: the ensemble's shape, masking, losses, schedule, optimiser. Each
 * record checks its own ranges as it is made.
 *
 * <p>Start here: {@link io.emkd.domain.configuration.TrainingConfiguration}, which holds all of
 * them, and {@link io.emkd.domain.configuration.Preset}, which names the usual ones.
 */
@NullMarked
package io.emkd.domain.configuration;

import org.jspecify.annotations.NullMarked;
