/**
 * What can be wrong, each with what a caller can do about it: bad input with every violation, what
 * is not there, what is damaged, what is unavailable for a while. Adapters map these to their
 * protocol's statuses and never make up their own.
 *
 * <p>Start here: {@link io.emkd.domain.error.InvalidInputException} and {@link
 * io.emkd.domain.error.Violations}, which gathers what is wrong with a request so that its caller
 * learns of all of it at once.
 */
@NullMarked
package io.emkd.domain.error;

import org.jspecify.annotations.NullMarked;
