package io.emkd.kafka;

/** What the value of an event is written in. */
public enum EventFormat {
  /** An object with the fields of the protocol's message {@code Interaction}. */
  JSON,
  /** That message in binary. */
  PROTOBUF
}
