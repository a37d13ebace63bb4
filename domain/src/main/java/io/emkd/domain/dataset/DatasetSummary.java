package io.emkd.domain.dataset;

/** The size of a dataset: users and items that have interactions, and the items' attributes. */
public record DatasetSummary(long users, long items, long interactions, long attributes) {}
