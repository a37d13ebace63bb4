package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** What every refused call must have. */
final class Refusals {
  private Refusals() {}

  static void refused(Runnable call, Status.Code code, String... messageParts) {
    StatusRuntimeException failure = refusedPlainly(call, code, messageParts);
    assertThat(StatusProto.fromThrowable(failure).getDetailsList()).hasSizeGreaterThanOrEqualTo(2);
  }

  /** What needs no details beyond the reason. */
  static StatusRuntimeException refusedPlainly(
      Runnable call, Status.Code code, String... messageParts) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    for (String part : messageParts) {
      assertThat(failure.getStatus().getDescription()).contains(part);
    }
    return failure;
  }
}
