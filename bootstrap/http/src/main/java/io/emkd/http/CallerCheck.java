package io.emkd.http;

import io.grpc.Attributes;
import io.grpc.Metadata;

/** Looks who sends a large body before anything of it is read; of small ones the services do. */
@FunctionalInterface
public interface CallerCheck {
  /**
   * @param connection with its TLS session, where it has one
   * @throws io.grpc.StatusRuntimeException with which the request is refused, if nobody known does
   */
  void requireKnown(Metadata headers, Attributes connection);
}
