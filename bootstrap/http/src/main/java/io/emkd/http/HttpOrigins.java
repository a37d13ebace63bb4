package io.emkd.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Attributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSession;

/**
 * Shows the gRPC server of this process from which address, and with which certificate, a call came
 * to the HTTP port. As an interceptor it is for a server that nobody else reaches: it believes what
 * the calls say of themselves.
 */
public final class HttpOrigins implements ServerInterceptor {
  private static final Metadata.Key<String> CALL =
      Metadata.Key.of("emkd-http-call", Metadata.ASCII_STRING_MARSHALLER);

  private final Map<String, Attributes> open = new ConcurrentHashMap<>();
  private final AtomicLong calls = new AtomicLong();

  /**
   * @param headers of the call that is forwarded, to which its number is added
   * @return to be run when it is over
   */
  Runnable begin(ServiceRequestContext http, Metadata headers) {
    String number = Long.toString(calls.incrementAndGet());
    open.put(number, attributes(http));
    headers.put(CALL, number);
    return () -> open.remove(number);
  }

  /** Of the connection that a call came by. */
  static Attributes attributes(ServiceRequestContext http) {
    Attributes.Builder attributes =
        Attributes.newBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, http.remoteAddress());
    SSLSession session = http.sslSession();
    if (session != null) {
      attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session);
    }
    return attributes.build();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String number = headers.get(CALL);
    Attributes origin = number == null ? null : open.get(number);
    if (origin == null) {
      // The client went away before the call began.
      return next.startCall(call, headers);
    }
    headers.discardAll(CALL);
    Attributes attributes = call.getAttributes().toBuilder().setAll(origin).build();
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public Attributes getAttributes() {
            return attributes;
          }
        },
        headers);
  }
}
