package io.emkd.domain.ensemble;

/**
 * A window with some items hidden.
 *
 * @param items [T], 0 is padding, V+1 the mask token
 * @param labels [T], the original item at chosen positions, 0 elsewhere
 * @param shift how many positions further right than in the window every item stands
 */
public record MaskedView(int[] items, int[] labels, int shift) {}
