package io.emkd.storage.sql;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * Tells of users' ids, asked in their order, which place each has among the keys, whose order does
 * not depend on who came first. Not thread-safe.
 */
final class UserPositions {
  private static final int FETCHED_ROWS = 10_000;

  /** Ascending, and the place of each. */
  private final long[] ids;

  private final int[] positions;
  private int next;

  private UserPositions(long[] ids, int[] positions) {
    this.ids = ids;
    this.positions = positions;
  }

  /**
   * @param keys gets the users' keys in order
   */
  static UserPositions read(Handle handle, long dataset, List<String> keys) {
    long[] byKey =
        handle
            .createQuery("SELECT id, user_key FROM app_user WHERE dataset_id = ? ORDER BY user_key")
            .bind(0, dataset)
            .setFetchSize(FETCHED_ROWS)
            .map(
                (row, context) -> {
                  keys.add(row.getString(2));
                  return row.getLong(1);
                })
            .stream()
            .mapToLong(Long::longValue)
            .toArray();
    int[] positions =
        IntStream.range(0, byKey.length)
            .boxed()
            .sorted((one, other) -> Long.compare(byKey[one], byKey[other]))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] ids = byKey.clone();
    Arrays.sort(ids);
    return new UserPositions(ids, positions);
  }

  /**
   * @param id of a user that was read, not below that of the call before
   */
  int of(long id) {
    while (ids[next] < id) {
      next++;
    }
    return positions[next];
  }
}
