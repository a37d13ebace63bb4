package io.emkd.grpc.call;

import io.emkd.grpc.error.ErrorStatus;
import io.grpc.Context;
import io.grpc.Metadata;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The id of one call, by which its client and the log of the server speak of it: the client's own
 * where it sends a plausible one, else made here. Immutable.
 */
public final class RequestId {
  /** Where a client sends it, and where every answer has it. */
  public static final Metadata.Key<String> HEADER =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  /** It goes into the log as it is: no white space, no control characters, no novel. */
  private static final Pattern PLAUSIBLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}");

  private static final Context.Key<RequestId> KEY = Context.key("request-id");

  private final String value;

  /** Of the trace that the call belongs to, as the log has it where the call began. */
  private final @Nullable String traceId;

  private RequestId(String value, @Nullable String traceId) {
    this.value = value;
    this.traceId = traceId;
  }

  /** The id of a call that comes with these headers. */
  public static RequestId of(Metadata headers) {
    String given = headers.get(HEADER);
    return new RequestId(
        given != null && PLAUSIBLE.matcher(given).matches()
            ? given
            : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()),
        MDC.get(ErrorStatus.TRACE_ID));
  }

  /** Of the call that this thread serves; empty where it serves none. */
  public static Optional<RequestId> current() {
    return Optional.ofNullable(KEY.get());
  }

  /** The context in which this is the call's id. */
  public Context within(Context context) {
    return context.withValue(KEY, this);
  }

  /** Puts it where the client finds it. */
  public void writeTo(Metadata metadata) {
    metadata.discardAll(HEADER);
    metadata.put(HEADER, value);
  }

  /** Until it is closed, what this thread logs has this id. */
  public Logged logged() {
    return new Logged(value, traceId);
  }

  /** The work, which logs under the id of the call that this thread serves wherever it runs. */
  public static Runnable carriedBy(Runnable work) {
    RequestId id = KEY.get();
    if (id == null) {
      return work;
    }
    return Context.current()
        .wrap(
            () -> {
              try (Logged logged = id.logged()) {
                work.run();
              }
            });
  }

  /** What becomes of a result, as the other. */
  public static <T, R> BiFunction<T, Throwable, R> carriedBy(BiFunction<T, Throwable, R> handling) {
    RequestId id = KEY.get();
    if (id == null) {
      return handling;
    }
    return (result, failure) -> {
      try (Logged logged = id.logged()) {
        return handling.apply(result, failure);
      }
    };
  }

  /** The id itself. */
  @Override
  public String toString() {
    return value;
  }

  /** A thread whose lines in the log have an id. */
  public static final class Logged implements AutoCloseable {
    private final @Nullable String requestBefore = MDC.get(ErrorStatus.REQUEST_ID);
    private final @Nullable String traceBefore;
    private final boolean traced;

    private Logged(String request, @Nullable String trace) {
      MDC.put(ErrorStatus.REQUEST_ID, request);
      traced = trace != null;
      traceBefore = traced ? MDC.get(ErrorStatus.TRACE_ID) : null;
      if (traced) {
        MDC.put(ErrorStatus.TRACE_ID, trace);
      }
    }

    @Override
    public void close() {
      restore(ErrorStatus.REQUEST_ID, requestBefore);
      if (traced) {
        restore(ErrorStatus.TRACE_ID, traceBefore);
      }
    }

    private static void restore(String key, @Nullable String before) {
      if (before == null) {
        MDC.remove(key);
      } else {
        MDC.put(key, before);
      }
    }
  }
}
