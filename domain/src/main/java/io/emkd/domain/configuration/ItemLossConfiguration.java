package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * @param sampledItems S, items drawn a step, for all positions and networks the same, 1 to 1000000;
 *     means nothing where {@code kind} is full
 */
public record ItemLossConfiguration(ItemLossKind kind, int sampledItems) {
  public static final int DEFAULT_SAMPLED_ITEMS = 2048;
  public static final ItemLossConfiguration FULL =
      new ItemLossConfiguration(ItemLossKind.FULL, DEFAULT_SAMPLED_ITEMS);

  public ItemLossConfiguration {
    new Violations()
        .require(
            sampledItems >= 1 && sampledItems <= 1_000_000,
            "sampled_items",
            sampledItems,
            "1 to 1000000")
        .throwIfAny();
  }

  public boolean sampled() {
    return kind == ItemLossKind.SAMPLED;
  }
}
