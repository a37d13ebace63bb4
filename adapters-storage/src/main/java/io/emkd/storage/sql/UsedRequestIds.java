package io.emkd.storage.sql;

import io.emkd.domain.dataset.InteractionLog.RequestId;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.storage.sql.AppendTransaction.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Remembers for each request id what the request held, for as long as the events of its ids are
 * known: for ever. The same id with other events is a mistake of the sender, whose events would
 * otherwise be dropped as those that are there already.
 */
final class UsedRequestIds {
  private final Handle handle;
  private final Dialect dialect;

  private record Key(String dataset, String id) {}

  UsedRequestIds(Handle handle, Dialect dialect) {
    this.handle = handle;
    this.dialect = dialect;
  }

  /**
   * @param datasets what each name stands for, or the exception that tells why for nothing
   * @return for each request what refuses it
   */
  List<Optional<RuntimeException>> check(List<Request> requests, Map<String, Object> datasets) {
    Map<Key, String> digests = known(requests);
    List<Optional<RuntimeException>> refused = new ArrayList<>();
    try (BulkTable rows =
        BulkTable.of(
            handle, dialect, "append_request", List.of("dataset", "request_key", "digest"))) {
      for (Request request : requests) {
        if (datasets.get(request.dataset()) instanceof RuntimeException failure) {
          refused.add(Optional.of(failure));
          continue;
        }
        RequestId id = request.id().orElse(null);
        if (id == null) {
          refused.add(Optional.empty());
          continue;
        }
        String before = digests.putIfAbsent(new Key(request.dataset(), id.id()), id.digest());
        if (before == null) {
          rows.add(request.dataset(), id.id(), id.digest());
        }
        refused.add(
            before == null || before.equals(id.digest())
                ? Optional.empty()
                : Optional.of(usedBefore(id)));
      }
      rows.flush();
    }
    return refused;
  }

  private static InvalidInputException usedBefore(RequestId id) {
    return new InvalidInputException(
        "request_id",
        "'" + id.id() + "', which a request with other interactions had,",
        "a new one, or sent with the same interactions");
  }

  private Map<Key, String> known(List<Request> requests) {
    Map<String, Set<String>> ids = new HashMap<>();
    for (Request request : requests) {
      request
          .id()
          .ifPresent(
              id -> ids.computeIfAbsent(request.dataset(), d -> new HashSet<>()).add(id.id()));
    }
    Map<Key, String> known = new HashMap<>();
    ids.forEach(
        (dataset, keys) -> {
          Query query =
              handle
                  .createQuery(
                      "SELECT request_key, digest FROM append_request WHERE dataset = ?"
                          + " AND request_key IN (SELECT value FROM "
                          + dialect.list()
                          + ")")
                  .bind(0, dataset);
          dialect
              .bindList(query, 1, keys)
              .map((row, c) -> known.put(new Key(dataset, row.getString(1)), row.getString(2)))
              .forEach(before -> {});
        });
    return known;
  }
}
