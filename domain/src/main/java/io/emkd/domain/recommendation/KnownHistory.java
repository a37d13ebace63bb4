package io.emkd.domain.recommendation;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Identifiers;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.UnknownUserException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.serving.ModelLease;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a model knows of a history.
 *
 * @param items item numbers, oldest first
 * @param unknownItems those of given items that the model does not know, in their order
 * @param unusable why there are no items, where there are none
 */
record KnownHistory(int[] items, List<String> unknownItems, Optional<RuntimeException> unusable) {

  /**
   * @throws io.emkd.domain.error.InvalidInputException for an empty sequence or a malformed id
   * @throws NotFoundException if the model's dataset is gone
   */
  static KnownHistory of(History history, DatasetStore datasets, ModelLease model) {
    Violations violations = new Violations();
    if (history.userId().isPresent()) {
      Identifiers.check(violations, "user_id", history.userId().get());
      violations.throwIfAny();
      return ofUser(history.userId().get(), datasets, model);
    }
    violations.require(
        !history.itemIds().isEmpty(),
        "items",
        "empty",
        "at least one item id, or user_id must be given");
    Identifiers.checkAll(violations, "items", history.itemIds());
    violations.throwIfAny();
    List<String> unknown = new ArrayList<>();
    int[] known = numbers(history.itemIds(), model.catalogue(), unknown);
    return known.length > 0
        ? new KnownHistory(known, unknown, Optional.empty())
        : new KnownHistory(
            known,
            unknown,
            unusable(
                model,
                "items/" + unknown.stream().findFirst().orElse(""),
                "none of the " + history.itemIds().size() + " items is one"));
  }

  /** Of somebody who did nothing yet. */
  static KnownHistory empty(ModelLease model) {
    return new KnownHistory(
        new int[0], List.of(), unusable(model, "items/", "an empty history has no item"));
  }

  private static KnownHistory ofUser(String userId, DatasetStore datasets, ModelLease model) {
    List<String> stored;
    try {
      stored = datasets.history(model.manifest().dataset(), userId);
    } catch (UnknownUserException missing) {
      return new KnownHistory(new int[0], List.of(), Optional.of(missing));
    }
    int[] known = numbers(stored, model.catalogue(), new ArrayList<>());
    return known.length > 0
        ? new KnownHistory(known, List.of(), Optional.empty())
        : new KnownHistory(
            known,
            List.of(),
            unusable(
                model, "users/" + userId, "user '" + userId + "' has no interaction with an item"));
  }

  private static int[] numbers(List<String> ids, ItemCatalogue catalogue, List<String> unknown) {
    int[] numbers = new int[ids.size()];
    int known = 0;
    for (String id : ids) {
      int number = catalogue.number(id).orElse(0);
      if (number > 0) {
        numbers[known++] = number;
      } else {
        unknown.add(id);
      }
    }
    return known == numbers.length ? numbers : Arrays.copyOf(numbers, known);
  }

  private static Optional<RuntimeException> unusable(ModelLease model, String subject, String why) {
    return Optional.of(
        new UnmetPreconditionException(
            "NO_USABLE_HISTORY", subject, why + " that model " + model.key() + " knows"));
  }
}
