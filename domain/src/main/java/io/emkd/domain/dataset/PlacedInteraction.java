package io.emkd.domain.dataset;

/** An interaction and where it stands in its user's history. */
public record PlacedInteraction(Interaction interaction, HistoryPlace place) {}
