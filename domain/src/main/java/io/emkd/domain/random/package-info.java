/**
 * Random numbers that a seed determines, the same on every machine.
 *
 * <p>Start here: {@link io.emkd.domain.random.Seeds}.
 */
@NullMarked
package io.emkd.domain.random;

import org.jspecify.annotations.NullMarked;
