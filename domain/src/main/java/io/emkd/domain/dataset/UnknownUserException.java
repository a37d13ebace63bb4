package io.emkd.domain.dataset;

import io.emkd.domain.error.NotFoundException;

/** A dataset has no interaction of a user. */
public final class UnknownUserException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  private UnknownUserException(String userId, String hint) {
    super("user", userId, hint);
  }

  /** Says what to give in place of the history that was asked for. */
  public static UnknownUserException withoutHistory(String dataset, String userId) {
    return new UnknownUserException(
        userId,
        "dataset '" + dataset + "' has no interaction of such a user; items can be given instead");
  }

  /** Says where there is nothing of the user. */
  public static UnknownUserException in(String dataset, String userId) {
    return new UnknownUserException(userId, "dataset '" + dataset + "' has no such user");
  }
}
