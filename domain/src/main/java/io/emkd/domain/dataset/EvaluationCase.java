package io.emkd.domain.dataset;

/**
 * One user's history and the item that came next.
 *
 * @param history item numbers, oldest first
 * @param target the item number to be predicted
 */
public record EvaluationCase(int[] history, int target) {}
