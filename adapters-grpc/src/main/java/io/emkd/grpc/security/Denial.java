package io.emkd.grpc.security;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;

/**
 * That a call is not let in. Who calls is told what would be needed, and nothing of what there is
 * or why credentials are none; the audit log is told the reason.
 */
final class Denial extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int RETRY_AFTER_SECONDS = 10;

  private final transient Status status;
  private final String reason;

  private Denial(Code code, String told, String reason, Any... more) {
    // Without a stack trace: denying must stay cheap.
    super(told, null, false, false);
    this.status =
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(told)
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setReason(code.name()).setDomain("emkd").build()))
            .addAllDetails(List.of(more))
            .build();
    this.reason = reason;
  }

  /** Nobody known calls; the same is told whatever the reason. */
  static Denial unknown(String reason) {
    return new Denial(
        Code.UNAUTHENTICATED,
        "the call needs valid credentials: a token, or a client certificate",
        reason);
  }

  /** Nobody can tell now who calls. */
  static Denial notNow(String reason) {
    return new Denial(
        Code.UNAVAILABLE,
        "credentials cannot be looked at now",
        reason,
        Any.pack(
            RetryInfo.newBuilder()
                .setRetryDelay(Durations.fromSeconds(RETRY_AFTER_SECONDS))
                .build()));
  }

  /** Who calls may not do this. */
  static Denial forbidden(String told) {
    return new Denial(Code.PERMISSION_DENIED, told, told);
  }

  /** Why, for the audit log alone. */
  String reason() {
    return reason;
  }

  /** With which the call ends. */
  StatusRuntimeException status() {
    return StatusProto.toStatusRuntimeException(status);
  }
}
