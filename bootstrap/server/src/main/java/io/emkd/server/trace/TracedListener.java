package io.emkd.server.trace;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/** Whatever a call does on its threads belongs to its trace. */
final class TracedListener<Q> extends SimpleForwardingServerCallListener<Q> {
  private final Context trace;

  TracedListener(ServerCall.Listener<Q> listener, Context trace) {
    super(listener);
    this.trace = trace;
  }

  @Override
  public void onMessage(Q message) {
    try (Scope traced = trace.makeCurrent()) {
      super.onMessage(message);
    }
  }

  @Override
  public void onHalfClose() {
    try (Scope traced = trace.makeCurrent()) {
      super.onHalfClose();
    }
  }

  @Override
  public void onReady() {
    try (Scope traced = trace.makeCurrent()) {
      super.onReady();
    }
  }

  @Override
  public void onCancel() {
    try (Scope traced = trace.makeCurrent()) {
      super.onCancel();
    }
  }

  @Override
  public void onComplete() {
    try (Scope traced = trace.makeCurrent()) {
      super.onComplete();
    }
  }
}
