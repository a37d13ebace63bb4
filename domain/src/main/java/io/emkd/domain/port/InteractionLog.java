package io.emkd.domain.port;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.InteractionEvent;
import java.util.List;
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
   * @return when the events are on disk, how many were appended and how many were there already by
   *     their event ids
   * @throws io.emkd.domain.error.CapacityException if too many events wait
   */
  CompletableFuture<Appended> append(String dataset, List<InteractionEvent> events);

  /** The newest interactions of a user, newest first; none if there is no such user. */
  List<Interaction> newest(String dataset, String userId, int limit);

  /**
   * Removes a user and everything that the user did.
   *
   * @return how many interactions were removed
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
   * @param appended how many events are new
   * @param duplicates how many were there already
   */
  record Appended(int appended, int duplicates) {}
}
