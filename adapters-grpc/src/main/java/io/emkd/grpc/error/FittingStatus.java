package io.emkd.grpc.error;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.List;

/**
 * A status whose trailers a client with gRPC's default limit of 8 kB takes, whatever it says. The
 * message travels twice, once percent-encoded and once with the details, and those in base64.
 */
final class FittingStatus {
  /** What {@code grpc-message} may take as it is encoded. */
  private static final int MESSAGE_BYTES = 1600;

  /**
   * What {@code grpc-status-details-bin} may take before it is encoded, which makes it a third
   * longer.
   */
  private static final int DETAILS_BYTES = 4000;

  private static final String DOTS = "...";

  private FittingStatus() {}

  /**
   * @param details the most important first; neighbouring bad requests become one
   */
  static Status of(Code code, String message, List<Any> details) {
    Status.Builder status =
        Status.newBuilder().setCode(code.getNumber()).setMessage(fitting(message));
    int room = DETAILS_BYTES - status.build().getSerializedSize();
    BadRequest.Builder bad = BadRequest.newBuilder();
    for (Any detail : details) {
      // What it takes inside of the status, its tag and length among it.
      room -= detail.getSerializedSize() + 4;
      if (room < 0) {
        break;
      }
      if (detail.is(BadRequest.class)) {
        bad.mergeFrom(badRequest(detail));
      } else {
        status.addDetails(detail);
      }
    }
    if (bad.getFieldViolationsCount() > 0) {
      status.addDetails(Any.pack(bad.build()));
    }
    return status.build();
  }

  private static BadRequest badRequest(Any detail) {
    try {
      return detail.unpack(BadRequest.class);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String fitting(String message) {
    int bytes = 0;
    int end = 0;
    for (int i = 0; i < message.length(); i += Character.charCount(message.codePointAt(i))) {
      bytes += encodedBytes(message.codePointAt(i));
      if (bytes > MESSAGE_BYTES) {
        return message.substring(0, end) + DOTS;
      }
      if (bytes <= MESSAGE_BYTES - DOTS.length()) {
        end = i + Character.charCount(message.codePointAt(i));
      }
    }
    return message;
  }

  /** Printable ASCII stays, except the percent sign; each byte of all else becomes %XX. */
  private static int encodedBytes(int character) {
    if (character >= ' ' && character <= '~' && character != '%') {
      return 1;
    }
    int utf8 = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    return 3 * utf8;
  }
}
