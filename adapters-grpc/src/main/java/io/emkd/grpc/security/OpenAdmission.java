package io.emkd.grpc.security;

import io.emkd.grpc.wire.CallGuard.Admission;
import io.grpc.Context;
import io.grpc.Status;

/** Of a call that everybody may make. */
final class OpenAdmission<Q> implements Admission<Q> {
  @Override
  public Context context(Context outer) {
    return outer;
  }

  @Override
  public void check(Q request) {}

  @Override
  public void ended(Status status) {}
}
