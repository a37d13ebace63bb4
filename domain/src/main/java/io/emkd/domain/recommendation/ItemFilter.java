package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.error.Shown;
import io.emkd.domain.error.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which items may be recommended. It acts before the ranking, so that a list is as long as the
 * catalogue allows.
 *
 * @param allowedItems if not empty, no other item; ids that the model does not know allow nothing
 * @param deniedItems never these; ids that the model does not know deny nothing
 * @param anyAttributes if not empty, at least one of them
 * @param allAttributes every one of them
 * @param noneAttributes none of them
 */
public record ItemFilter(
    List<String> allowedItems,
    List<String> deniedItems,
    List<String> anyAttributes,
    List<String> allAttributes,
    List<String> noneAttributes) {
  public static final ItemFilter NONE =
      new ItemFilter(List.of(), List.of(), List.of(), List.of(), List.of());

  private static final int[] NOTHING = {};

  /** Ids that may be allowed, and as many denied. */
  public static final int MOST_ITEMS = 500_000;

  /** Attributes in each of their lists. */
  public static final int MOST_ATTRIBUTES = 1000;

  /**
   * @throws io.emkd.domain.error.InvalidInputException if a list is too long
   */
  public ItemFilter {
    Violations violations = new Violations();
    checkSize(violations, "filter.allowed_item_ids", allowedItems, MOST_ITEMS);
    checkSize(violations, "filter.denied_item_ids", deniedItems, MOST_ITEMS);
    checkSize(violations, "filter.any_attributes", anyAttributes, MOST_ATTRIBUTES);
    checkSize(violations, "filter.all_attributes", allAttributes, MOST_ATTRIBUTES);
    checkSize(violations, "filter.none_attributes", noneAttributes, MOST_ATTRIBUTES);
    violations.throwIfAny();
    allowedItems = List.copyOf(allowedItems);
    deniedItems = List.copyOf(deniedItems);
    anyAttributes = List.copyOf(anyAttributes);
    allAttributes = List.copyOf(allAttributes);
    noneAttributes = List.copyOf(noneAttributes);
  }

  /**
   * Whether it admits the item of a number.
   *
   * @throws io.emkd.domain.error.InvalidInputException for an attribute that no item has
   */
  IntPredicate admits(ItemCatalogue catalogue) {
    Violations violations = new Violations();
    check(violations, catalogue, "filter.any_attributes", anyAttributes);
    check(violations, catalogue, "filter.all_attributes", allAttributes);
    check(violations, catalogue, "filter.none_attributes", noneAttributes);
    violations.throwIfAny();
    Set<String> allowed = new HashSet<>(allowedItems);
    Set<String> denied = new HashSet<>(deniedItems);
    Set<String> any = new HashSet<>(anyAttributes);
    Set<String> all = new HashSet<>(allAttributes);
    Set<String> none = new HashSet<>(noneAttributes);
    return number -> {
      String id = catalogue.item(number).id();
      List<String> attributes = catalogue.item(number).attributes();
      return (allowed.isEmpty() || allowed.contains(id))
          && !denied.contains(id)
          && (any.isEmpty() || attributes.stream().anyMatch(any::contains))
          && all.size() <= attributes.size()
          && attributes.containsAll(all)
          && attributes.stream().noneMatch(none::contains);
    };
  }

  /** The item numbers that it does not admit. */
  int[] refused(ItemCatalogue catalogue) {
    if (allowedItems.isEmpty()
        && anyAttributes.isEmpty()
        && allAttributes.isEmpty()
        && noneAttributes.isEmpty()) {
      if (deniedItems.isEmpty()) {
        return NOTHING;
      }
      // Needs no walk over the catalogue.
      return deniedItems.stream()
          .distinct()
          .map(catalogue::number)
          .flatMapToInt(OptionalInt::stream)
          .toArray();
    }
    return IntStream.rangeClosed(1, catalogue.size()).filter(admits(catalogue).negate()).toArray();
  }

  private static void checkSize(
      Violations violations, String field, List<String> list, int largest) {
    if (list.size() > largest) {
      violations.require(false, field, list.size() + " of them", "at most " + largest);
    }
  }

  private static void check(
      Violations violations, ItemCatalogue catalogue, String field, List<String> attributes) {
    for (int a = 0; a < attributes.size(); a++) {
      if (!catalogue.attributeNames().contains(attributes.get(a))) {
        violations.require(
            false,
            field + "[" + a + "]",
            Shown.quoted(attributes.get(a)),
            "one of the model's " + catalogue.attributeCount() + " attributes");
      }
    }
  }
}
