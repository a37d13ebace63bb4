package io.emkd.domain.release;

import io.emkd.domain.registry.VersionKey;

/** Which version serves after a publication, and why. */
public sealed interface PublicationDecision {
  /** Which version serves from now on. */
  VersionKey serving();

  /** The published version serves already, being the only one or promoted by somebody. */
  record Serves(VersionKey serving) implements PublicationDecision {}

  /** The published version is better than the one before, whose place it takes. */
  record ServesAsBetter(VersionKey serving, Comparison comparison) implements PublicationDecision {}

  /**
   * The published version takes the place of one that cannot serve.
   *
   * @param damage what is wrong with that
   */
  record ServesForDamaged(VersionKey serving, VersionKey damaged, String damage)
      implements PublicationDecision {}

  /** The version before is at least as good. */
  record GoesOnServing(VersionKey serving, Comparison comparison) implements PublicationDecision {}

  /**
   * Both on the same data.
   *
   * @param metric its name
   * @param published of the version that is new
   * @param before of the version that served
   */
  record Comparison(String metric, double published, double before, VersionKey against) {}
}
