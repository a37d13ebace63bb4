package io.emkd.storage.sql;

import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.InteractionLog.Appended;
import io.emkd.domain.dataset.InteractionLog.RequestId;
import io.emkd.domain.dataset.SourcePosition;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Appends the events of many requests with a few statements, however many the events are. Holds the
 * lock of the arrival row: one append at a time in all processes, so arrivals are in order of
 * commit, and a user that is found is not deleted before the end.
 */
final class AppendTransaction {
  private static final Duration IMPORTING = Duration.ofSeconds(5);

  private final Handle handle;
  private final Dialect dialect;
  private final UserAndItemIds knownIds;

  /**
   * What to append to one dataset.
   *
   * @param batch what the events are of a numbered stream, where they are of one
   */
  record Request(
      String dataset,
      List<InteractionEvent> events,
      Optional<RequestId> id,
      Optional<SourcePosition> batch) {}

  /** The event of one of the requests. */
  record Arrived(int request, InteractionEvent event, long arrival) {}

  /**
   * @param imports that replace it
   */
  private record Found(long id, List<String> imports) {}

  AppendTransaction(Handle handle, Dialect dialect, UserAndItemIds knownIds) {
    this.handle = handle;
    this.dialect = dialect;
    this.knownIds = knownIds;
  }

  /** Gives for each request an {@link Appended} or what it alone failed with. */
  List<Object> append(List<Request> requests) {
    ArrivalRow.Taken taken =
        ArrivalRow.take(handle, requests.stream().mapToInt(r -> r.events().size()).sum());
    knownIds.asOf(taken.deletions());
    long arrival = taken.first();
    Map<String, Object> datasets = new HashMap<>();
    requests.forEach(r -> datasets.computeIfAbsent(r.dataset(), this::datasetOrFailure));
    List<Optional<RuntimeException>> refused =
        new UsedRequestIds(handle, dialect).check(requests, datasets);
    SourcePositions.move(handle, requests, refused);
    Map<Found, List<Arrived>> arrived = new LinkedHashMap<>();
    for (int r = 0; r < requests.size(); r++) {
      Request request = requests.get(r);
      if (refused.get(r).isEmpty()) {
        List<Arrived> events =
            arrived.computeIfAbsent(
                (Found) datasets.get(request.dataset()), first -> new ArrayList<>());
        for (InteractionEvent event : request.events()) {
          events.add(new Arrived(r, event, arrival++));
        }
      }
    }
    int[] appended = new int[requests.size()];
    arrived.forEach(
        (dataset, events) -> {
          List<Arrived> fresh = append(dataset.id, events);
          MeanwhileEvents.note(handle, dialect, dataset.imports, fresh);
          fresh.forEach(a -> appended[a.request]++);
        });
    List<Object> results = new ArrayList<>();
    for (int r = 0; r < requests.size(); r++) {
      int events = requests.get(r).events().size();
      Appended done = new Appended(appended[r], events - appended[r]);
      results.add(refused.get(r).<Object>map(failure -> failure).orElse(done));
    }
    return results;
  }

  private Object datasetOrFailure(String name) {
    try {
      long id =
          DatasetRows.found(handle, name, dialect.keepingRows())
              .orElseThrow(() -> isReplaced(name));
      return new Found(id, RunningImports.of(handle, name));
    } catch (NotFoundException | UnavailableException failure) {
      return failure;
    }
  }

  private UnavailableException isReplaced(String name) {
    DatasetRows.id(handle, name);
    return new UnavailableException(
        "dataset '" + name + "' is being replaced by an import", IMPORTING, null);
  }

  /**
   * Appends events that have their arrivals to one dataset.
   *
   * @return those that were not there already
   */
  List<Arrived> append(long dataset, List<Arrived> arrived) {
    Map<String, Long> users =
        knownIds.users(handle, dataset, texts(arrived, a -> a.event.interaction().userId()));
    List<Arrived> fresh = fresh(dataset, arrived, users);
    Map<String, Long> items =
        knownIds.items(handle, dataset, texts(fresh, a -> a.event.interaction().itemId()));
    try (BulkTable rows = BulkTable.of(handle, dialect, "interaction", InteractionColumns.ALL)) {
      for (Arrived a : fresh) {
        Interaction interaction = a.event.interaction();
        rows.add(
            users.get(interaction.userId()),
            interaction.timestamp(),
            a.arrival,
            items.get(interaction.itemId()),
            interaction.weightOrNull(),
            interaction.typeOrNull());
      }
      rows.flush();
    }
    return fresh;
  }

  /** Those without an event id, and the first of each id that is not there yet. */
  private List<Arrived> fresh(long dataset, List<Arrived> arrived, Map<String, Long> users) {
    Set<String> eventIds = texts(arrived, a -> a.event.eventId());
    eventIds.remove("");
    if (eventIds.isEmpty()) {
      return arrived;
    }
    Set<String> seen = there(dataset, eventIds);
    List<Arrived> fresh = new ArrayList<>();
    try (BulkTable events =
        BulkTable.of(handle, dialect, "event", List.of("dataset_id", "event_key", "user_id"))) {
      for (Arrived a : arrived) {
        String id = a.event.eventId();
        if (id.isEmpty()) {
          fresh.add(a);
        } else if (seen.add(id)) {
          events.add(dataset, id, users.get(a.event.interaction().userId()));
          fresh.add(a);
        }
      }
      events.flush();
    }
    return fresh;
  }

  private Set<String> there(long dataset, Set<String> eventIds) {
    Query query =
        handle
            .createQuery(
                "SELECT event_key FROM event WHERE dataset_id = ?"
                    + " AND event_key IN (SELECT value FROM "
                    + dialect.list()
                    + ")")
            .bind(0, dataset);
    return new HashSet<>(dialect.bindList(query, 1, eventIds).mapTo(String.class).list());
  }

  private static Set<String> texts(List<Arrived> arrived, Function<Arrived, String> text) {
    Set<String> texts = new LinkedHashSet<>();
    arrived.forEach(a -> texts.add(text.apply(a)));
    return texts;
  }
}
