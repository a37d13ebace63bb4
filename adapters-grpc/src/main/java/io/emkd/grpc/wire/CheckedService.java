package io.emkd.grpc.wire;

import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.DecompressorRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.ServiceDescriptor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Puts between the wire and a service what holds for every method, also those to come: requests
 * that are no messages, or too much, are refused with what is wrong with them; what a handler
 * throws becomes the call's status.
 */
public final class CheckedService {
  private CheckedService() {}

  /**
   * The same service with that around each of its methods.
   *
   * @param guard who may call them
   * @param life how long a stream of theirs may last
   */
  public static BindableService of(BindableService service, CallGuard guard, StreamLife life) {
    return () -> {
      ServerServiceDefinition plain = service.bindService();
      ServiceDescriptor.Builder descriptor =
          ServiceDescriptor.newBuilder(plain.getServiceDescriptor().getName())
              .setSchemaDescriptor(plain.getServiceDescriptor().getSchemaDescriptor());
      var methods =
          plain.getMethods().stream()
              .<ServerMethodDefinition<?, ?>>map(method -> checked(method, guard, life))
              .toList();
      methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
      ServerServiceDefinition.Builder checked = ServerServiceDefinition.builder(descriptor.build());
      methods.forEach(checked::addMethod);
      return checked.build();
    };
  }

  /** Counts what the calls' requests take; to be added to the server that has checked services. */
  public static ServerStreamTracer.Factory counting(RequestMemory memory) {
    return new CallMemory.Factory(memory);
  }

  /**
   * What decompresses requests of a server that has checked services; with gRPC's own, what cannot
   * be decompressed is UNKNOWN.
   */
  public static DecompressorRegistry decompressors() {
    return LateGzip.registry();
  }

  @SuppressWarnings("unchecked") // messages come from marshallers of their own type
  private static <Q, A> ServerMethodDefinition<?, ?> checked(
      ServerMethodDefinition<Q, A> plain, CallGuard guard, StreamLife life) {
    MethodDescriptor<Q, A> method = plain.getMethodDescriptor();
    var marshaller = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
    if (!(marshaller.getMessagePrototype() instanceof Message)) {
      throw new IllegalArgumentException(method.getFullMethodName() + " takes no protobuf message");
    }
    MethodDescriptor<Received<Q>, A> received =
        method.toBuilder(
                new ReceivedMarshaller<>(marshaller, patience(method)),
                method.getResponseMarshaller())
            .build();
    return ServerMethodDefinition.create(
        received, new CheckedHandler<>(method, plain.getServerCallHandler(), guard, life));
  }

  /** A stream of messages may wait for memory, on a thread that nobody else needs. */
  private static Duration patience(MethodDescriptor<?, ?> method) {
    return !method.getType().clientSendsOneMessage() && RecommendThreads.areOthersThan(method)
        ? Duration.ofSeconds(10)
        : Duration.ZERO;
  }

  /**
   * What came in a message's place.
   *
   * @param message null where there is a failure
   * @param failure why it is refused; null where it is not
   */
  record Received<Q>(@Nullable Q message, @Nullable RuntimeException failure) {
    static <Q> Received<Q> refused(RuntimeException failure) {
      return new Received<>(null, failure);
    }
  }
}
