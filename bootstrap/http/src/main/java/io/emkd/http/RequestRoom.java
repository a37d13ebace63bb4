package io.emkd.http;

/** The memory that requests may take together. */
@FunctionalInterface
public interface RequestRoom {
  /**
   * @return gives it back
   * @throws io.grpc.StatusRuntimeException with which the request is refused, if it is not to be
   *     had
   */
  Runnable take(long bytes);
}
