package io.emkd.grpc.call;

import io.grpc.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of one call, before its client can see it: whoever sees that a call has ended may ask
 * again at once, and finds what it held free. Thread-safe.
 */
public final class CallEnd {
  private static final Context.Key<CallEnd> KEY = Context.key("call-end");

  private final List<Places.Place> held = new ArrayList<>(0);
  private boolean come;

  /** The context of a call whose end this is. */
  public Context context() {
    return Context.current().withValue(KEY, this);
  }

  /** Has the call that this thread serves, if any, give the place back when it ends. */
  static void give(Places.Place place) {
    CallEnd end = KEY.get();
    if (end != null) {
      end.add(place);
    }
  }

  private void add(Places.Place place) {
    synchronized (this) {
      if (!come) {
        held.add(place);
        return;
      }
    }
    place.close();
  }

  /** To be called before the client is told of the end, however the call ends. */
  public void comes() {
    synchronized (this) {
      come = true;
    }
    held.forEach(Places.Place::close);
  }
}
