package io.emkd.domain.training;

import io.emkd.domain.registry.VersionKey;
import io.emkd.domain.release.Publication;
import io.emkd.domain.release.PublicationDecision;
import io.emkd.domain.release.PublicationDecision.Comparison;
import io.emkd.domain.release.PublicationDecision.GoesOnServing;
import io.emkd.domain.release.PublicationDecision.ServesAsBetter;
import io.emkd.domain.release.PublicationDecision.ServesForDamaged;
import java.util.Locale;

/** What the record of a training that succeeded says of its version. */
final class PublicationMessage {
  private PublicationMessage() {}

  static String of(VersionKey published, String whatBecameOfIt) {
    return "published " + published + "; " + whatBecameOfIt;
  }

  static String of(Publication publication) {
    String decision = of(publication.decision());
    if (publication.kept().isPresent()) {
      return decision + "; old versions stay: " + publication.kept().get().getMessage();
    }
    return publication.removed().isEmpty()
        ? decision
        : decision + "; removed " + publication.removed();
  }

  private static String of(PublicationDecision decision) {
    VersionKey serving = decision.serving();
    if (decision instanceof ServesAsBetter better) {
      return serving + " serves: " + of(better.comparison());
    }
    if (decision instanceof ServesForDamaged mended) {
      return serving + " serves, since " + mended.damaged() + " cannot: " + mended.damage();
    }
    if (decision instanceof GoesOnServing before) {
      return serving + " goes on serving: " + of(before.comparison());
    }
    return serving + " serves";
  }

  private static String of(Comparison comparison) {
    return String.format(
        Locale.ROOT,
        "validation %s %.4f against %.4f of version %d",
        comparison.metric(),
        comparison.published(),
        comparison.before(),
        comparison.against().version());
  }
}
