package io.emkd.http;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with the fields of a request, of which the first are told as a call tells them. */
final class FieldRefusals {
  /** As many as the errors of calls have. */
  private static final int LISTED = 10;

  private final List<FieldViolation> listed = new ArrayList<>();
  private long more;

  /**
   * What a request is refused with for one field.
   *
   * @param description what follows the name
   */
  static StatusRuntimeException of(String name, String description) {
    FieldRefusals refusals = new FieldRefusals();
    refusals.add(name, description);
    return refusals.refusal();
  }

  /**
   * @param description what follows the name
   */
  void add(String name, String description) {
    if (listed.size() == LISTED) {
      more++;
      return;
    }
    listed.add(
        FieldViolation.newBuilder()
            .setField(shown(name))
            .setDescription(shown(name) + " " + description)
            .build());
  }

  /** A caller's text, cut and without what would break a line. */
  static String shown(String text) {
    return shown(text, 100);
  }

  /** The same, cut after {@code most} characters. */
  static String shown(String text, int most) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= most ? printable : printable.substring(0, most) + "...";
  }

  /**
   * @throws StatusRuntimeException naming what was added, if anything was
   */
  void throwIfAny() {
    if (!listed.isEmpty()) {
      throw refusal();
    }
  }

  private StatusRuntimeException refusal() {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage(
                listed.stream()
                        .map(FieldViolation::getDescription)
                        .collect(Collectors.joining("; "))
                    + (more == 0 ? "" : "; and " + more + " more"))
            .addDetails(Any.pack(BadRequest.newBuilder().addAllFieldViolations(listed).build()))
            .build());
  }
}
