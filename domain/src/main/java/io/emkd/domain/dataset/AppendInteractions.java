package io.emkd.domain.dataset;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/** Takes events as they happen. Thread-safe. */
public final class AppendInteractions {
  public static final int LARGEST_REQUEST = 10_000;

  /** How much a sender's clock may be ahead. */
  private static final Duration AHEAD = Duration.ofDays(1);

  private final InteractionLog log;
  private final Clock clock;

  public AppendInteractions(InteractionLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * An event that nobody has checked yet.
   *
   * @param time seconds since 1970; empty for now
   * @param weight not a number where there is none
   * @param type empty where there is none
   * @param eventId empty where the sender gives none
   */
  public record Draft(
      String userId,
      String itemId,
      OptionalDouble time,
      double weight,
      String type,
      String eventId) {}

  /**
   * @param requestId gives events without an id one, so that a request that is sent again changes
   *     nothing; empty where the sender gives none
   * @return when the events are on disk; or an {@link InvalidInputException} if a request of this
   *     id had other interactions
   * @throws InvalidInputException with every violation; then nothing is appended
   */
  public CompletableFuture<InteractionLog.Appended> append(
      String dataset, String requestId, List<Draft> drafts) {
    Violations violations = new Violations();
    violations.require(
        !drafts.isEmpty() && drafts.size() <= LARGEST_REQUEST,
        "interactions",
        drafts.size() + " of them",
        "1 to " + LARGEST_REQUEST);
    if (!requestId.isEmpty()) {
      Identifiers.check(violations, "request_id", requestId);
    }
    double now = now();
    List<InteractionEvent> events = new ArrayList<>();
    for (int d = 0; d < drafts.size(); d++) {
      int index = d;
      events.add(violations.attempt(() -> event(drafts.get(index), index, requestId, now)));
    }
    violations.throwIfAny();
    return log.append(
        dataset,
        events,
        requestId.isEmpty()
            ? Optional.empty()
            : Optional.of(new InteractionLog.RequestId(requestId, RequestDigest.of(drafts))));
  }

  /**
   * An event that is checked by itself, for {@link #append(String, List, SourcePosition)}.
   *
   * @throws InvalidInputException with every violation
   */
  public InteractionEvent checked(Draft draft) {
    return event(draft, draft.eventId, now());
  }

  /**
   * Appends events of a numbered stream once, as {@link InteractionLog#append(String, List,
   * SourcePosition)} says.
   *
   * @param events at most {@link #LARGEST_REQUEST}
   */
  public CompletableFuture<InteractionLog.Appended> append(
      String dataset, List<InteractionEvent> events, SourcePosition batch) {
    new Violations()
        .require(
            events.size() <= LARGEST_REQUEST,
            "events",
            events.size() + " of them",
            "at most " + LARGEST_REQUEST)
        .throwIfAny();
    return log.append(dataset, events, batch);
  }

  private double now() {
    return clock.millis() / 1000.0;
  }

  private static InteractionEvent event(Draft draft, int index, String requestId, double now) {
    try {
      return event(
          draft,
          draft.eventId.isEmpty() && !requestId.isEmpty() ? requestId + "#" + index : draft.eventId,
          now);
    } catch (InvalidInputException bad) {
      throw bad.within("interactions[" + index + "]");
    }
  }

  private static InteractionEvent event(Draft draft, String eventId, double now) {
    double time = draft.time.orElse(now);
    if (!(time >= 0 && time <= now + AHEAD.toSeconds())) {
      throw new InvalidInputException(
          "time",
          draft.time.isPresent() ? draft.time.getAsDouble() + " s" : "absent",
          "between 1970 and a day from now");
    }
    return new InteractionEvent(
        new Interaction(draft.userId, draft.itemId, time, draft.weight, draft.type), eventId);
  }
}
