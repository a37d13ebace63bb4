package io.emkd.domain.dataset;

/**
 * Where an interaction stands in its user's history, whose order is by time and then by arrival.
 *
 * @param timestamp the interaction's
 * @param arrival a number that grows with every interaction that is stored
 */
public record HistoryPlace(double timestamp, long arrival) {}
