package io.emkd.grpc;

import io.emkd.grpc.call.RequestId;
import io.emkd.grpc.security.AllRights;
import io.emkd.grpc.wire.CallGuard;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;

/** Lets everybody in, also to services that only a test has. */
final class OpenGuard implements CallGuard {
  @Override
  public <Q> MethodGuard<Q> of(MethodDescriptor<Q, ?> method) {
    return OpenGuard::admit;
  }

  private static <Q> Admission<Q> admit(ServerCall<?, ?> call, Metadata headers, RequestId id) {
    return new Admission<>() {
      @Override
      public Context context(Context outer) {
        return AllRights.within(outer);
      }

      @Override
      public void check(Q request) {}

      @Override
      public void ended(Status status) {}
    };
  }
}
