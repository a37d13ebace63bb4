package io.emkd.grpc.wire;

import io.emkd.grpc.call.RequestId;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * Whom a server lets in. A call is admitted by its headers, before anything of its requests is
 * read; each request is looked at before the service sees it.
 */
public interface CallGuard {
  /**
   * The guard of one method, asked for when the server is built.
   *
   * @throws IllegalStateException if nobody has said who may call it
   */
  <Q> MethodGuard<Q> of(MethodDescriptor<Q, ?> method);

  /** Admits the calls of one method. */
  interface MethodGuard<Q> {
    /**
     * @param id of the call, for the log
     * @throws RuntimeException with which the call ends, if it is not admitted
     */
    Admission<Q> admit(ServerCall<?, ?> call, Metadata headers, RequestId id);
  }

  /** One call that was let in. */
  interface Admission<Q> {
    /** The context of the call's work, made of that of its transport. */
    Context context(Context outer);

    /**
     * @throws RuntimeException with which the call ends, if it may not ask for this
     */
    void check(Q request);

    /** Is told how the call ended, perhaps more than once: the first time counts. */
    void ended(Status status);
  }
}
