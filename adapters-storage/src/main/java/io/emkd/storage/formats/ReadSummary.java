package io.emkd.storage.formats;

/**
 * What is to be told of the content of files, in numbers.
 *
 * @param describedItems items with a description of their own
 * @param describedNeverOccurring of those, the ones that no interaction has
 * @param occurringUndescribed items of interactions that no description has; 0 where nothing is
 *     described
 * @param redescribedItems items with descriptions that differ; the last counts
 * @param leftOutRows rows of which a condition did not hold
 */
public record ReadSummary(
    long describedItems,
    long describedNeverOccurring,
    long occurringUndescribed,
    long redescribedItems,
    long leftOutRows) {}
