package io.emkd.domain.serving;

import java.util.OptionalLong;

/**
 * An item whose like is asked for.
 *
 * @param item its number
 * @param excluded item numbers that are not to be given
 * @param count at least 1
 * @param deadlineNanos by {@link System#nanoTime()}: after it nobody wants the answer
 */
public record SimilarityRequest(int item, int[] excluded, int count, OptionalLong deadlineNanos)
    implements Queued {}
