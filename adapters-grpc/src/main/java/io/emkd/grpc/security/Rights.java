package io.emkd.grpc.security;

import io.grpc.Context;
import java.util.Optional;
import java.util.Set;

/**
 * What a caller may do, and to what.
 *
 * @param roles of which an RPC needs one
 * @param models the only ones that the caller may name; empty for all
 * @param datasets the only ones that the caller may name; empty for all
 */
public record Rights(
    Set<CallerRole> roles, Optional<Set<String>> models, Optional<Set<String>> datasets) {
  static final Context.Key<Rights> KEY = Context.key("rights");

  /** Where callers are not told apart. */
  static final Rights ALL =
      new Rights(Set.of(CallerRole.ADMIN), Optional.empty(), Optional.empty());

  public Rights {
    roles = Set.copyOf(roles);
    models = models.map(Set::copyOf);
    datasets = datasets.map(Set::copyOf);
  }

  /**
   * Those of the call that this thread serves.
   *
   * @throws IllegalStateException if it serves none that was admitted: nobody's rights are no
   *     rights
   */
  public static Rights ofCall() {
    Rights rights = KEY.get();
    if (rights == null) {
      throw new IllegalStateException("no caller was admitted on this thread");
    }
    return rights;
  }

  boolean hasOneOf(Set<CallerRole> needed) {
    return roles.contains(CallerRole.ADMIN) || needed.stream().anyMatch(roles::contains);
  }

  boolean areLimited() {
    return models.isPresent() || datasets.isPresent();
  }

  /** Whether they cover a model, whatever its version. */
  public boolean coverModel(String name) {
    return models.isEmpty() || models.get().contains(name);
  }

  /** Whether they cover a dataset. */
  public boolean coverDataset(String name) {
    return datasets.isEmpty() || datasets.get().contains(name);
  }
}
