package io.emkd.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import io.emkd.domain.recommendation.Exposure;

/** Exposures as the protocol's message, and that as JSON. */
public final class ExposureMessages {
  /** With names as in the protocol; what is empty is left out. */
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  private ExposureMessages() {}

  static io.emkd.v1.Exposure message(Exposure exposure) {
    return io.emkd.v1.Exposure.newBuilder()
        .setTime(Timestamps.fromMillis(exposure.time().toEpochMilli()))
        .setRequestId(exposure.requestId())
        .setUserId(exposure.userId().orElse(""))
        .setAskedFor(exposure.askedFor().toString())
        .setModel(exposure.version().name())
        .setVersion(exposure.version().version())
        .setColdStart(exposure.coldStart())
        .addAllItemIds(exposure.itemIds())
        .build();
  }

  /** Returns it on one line. */
  public static String json(Exposure exposure) {
    try {
      return JSON.print(message(exposure));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
