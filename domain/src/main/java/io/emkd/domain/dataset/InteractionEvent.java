package io.emkd.domain.dataset;

import io.emkd.domain.error.Violations;

/**
 * An interaction as a service sends it.
 *
 * @param eventId a second event of this id in the same dataset changes nothing; empty where the
 *     sender does not care
 */
public record InteractionEvent(Interaction interaction, String eventId) {
  public InteractionEvent {
    if (!eventId.isEmpty()) {
      Violations violations = new Violations();
      Identifiers.check(violations, "event_id", eventId);
      violations.throwIfAny();
    }
  }
}
