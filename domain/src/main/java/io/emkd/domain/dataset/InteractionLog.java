package io.emkd.domain.dataset;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes events one by one as they happen, and gives them back by user. Thread-safe. Everything
 * throws {@link io.emkd.domain.error.NotFoundException} if there is no such dataset and {@link
 * io.emkd.domain.error.UnavailableException} while the store is away.
 */
public interface InteractionLog extends AutoCloseable {
  /**
   * Appends all events or none. Users and items that are new are made.
   *
   * @param request what the sender calls this request; remembered for as long as the dataset's name
   * @return when the events are on disk, how many were appended and how many were there already by
   *     their event ids; or {@link io.emkd.domain.error.InvalidInputException} if a request of the
   *     same id had other content
   * @throws io.emkd.domain.error.CapacityException if too many events wait
   */
  CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> events, Optional<RequestId> request);

  /** Appends as the other does, for a request without an id. */
  default CompletableFuture<Appended> append(String dataset, List<InteractionEvent> events) {
    return append(dataset, events, Optional.empty());
  }

  /**
   * Appends events of a numbered stream, and says in the same transaction how far it was read: so
   * each of its events is there once, whoever is killed whenever.
   *
   * @param events of the batch; none moves the position alone
   * @return as for the other; or {@link MovedPositionException} if {@link #position} is not where
   *     the batch begins: then nothing is appended
   */
  CompletableFuture<Appended> append(
      String dataset, List<InteractionEvent> events, SourcePosition batch);

  /**
   * Where a numbered stream is to be read on.
   *
   * @param first where to begin if nobody has asked before; remembered
   */
  long position(String source, int partition, long first);

  /**
   * The newest interactions of a user, newest first; none if there is no such user.
   *
   * @param before where they end: older ones follow; empty for the newest of all
   */
  List<PlacedInteraction> newest(
      String dataset, String userId, Optional<HistoryPlace> before, int limit);

  /**
   * Removes a user and everything that the user did.
   *
   * @return how many interactions were removed
   * @throws io.emkd.domain.error.UnavailableException here and below, too while an import of the
   *     dataset runs, which may bring back what is removed
   * @throws io.emkd.domain.error.NotFoundException if there is no such user
   */
  int deleteUser(String dataset, String userId);

  /**
   * Removes interactions that are older.
   *
   * @param timestamp the first that stays
   * @return how many were removed
   */
  int deleteBefore(String dataset, double timestamp);

  /** Finishes what was accepted. */
  @Override
  void close();

  /**
   * @param id the sender's
   * @param digest of the request's content as it was sent: a request that is sent again has the
   *     same
   */
  record RequestId(String id, String digest) {}

  /**
   * @param appended how many events are new
   * @param duplicates how many were there already
   */
  record Appended(int appended, int duplicates) {}
}
