package io.grpc.override;

import io.grpc.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the context of each thread, under the name by which gRPC finds it. OpenTelemetry's library
 * brings one of this name too, which also makes its own context each time a thread turns to a call,
 * traced or not: 2.7 kB a call. Here {@code io.emkd.server.trace} carries traces itself, so this
 * one comes first on the class path.
 */
public final class ContextStorageOverride extends Context.Storage {
  private static final Logger LOG = LoggerFactory.getLogger(ContextStorageOverride.class);
  private static final ThreadLocal<@Nullable Context> CURRENT = new ThreadLocal<>();

  @Override
  public Context doAttach(Context attached) {
    Context before = current();
    CURRENT.set(attached);
    return before;
  }

  @Override
  public void detach(Context detached, Context restored) {
    if (current() != detached) {
      LOG.error(
          "a thread leaves a context that it is not in: what it ran did not leave its own",
          new IllegalStateException());
    }
    // Not removed: that would make an entry of the next call anew.
    CURRENT.set(restored == Context.ROOT ? null : restored);
  }

  @Override
  public Context current() {
    Context current = CURRENT.get();
    return current == null ? Context.ROOT : current;
  }
}
