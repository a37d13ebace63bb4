package io.emkd.systemtests;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls whose requests are whatever bytes one likes. */
final class RawCalls {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        }
      };

  private RawCalls() {}

  static MethodDescriptor<byte[], byte[]> method(String fullName, MethodType type) {
    return MethodDescriptor.newBuilder(BYTES, BYTES)
        .setType(type)
        .setFullMethodName(fullName)
        .build();
  }

  /** The same method over bytes. */
  static MethodDescriptor<byte[], byte[]> method(MethodDescriptor<?, ?> method) {
    return method(method.getFullMethodName(), method.getType());
  }

  /**
   * Sends messages, one where the method takes no more, and waits for the end.
   *
   * @throws io.grpc.StatusRuntimeException if the call fails
   */
  static void send(
      ManagedChannel channel,
      MethodDescriptor<byte[], byte[]> method,
      CallOptions options,
      byte[]... messages) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    StreamObserver<byte[]> answers =
        new StreamObserver<>() {
          @Override
          public void onNext(byte[] answer) {}

          @Override
          public void onError(Throwable failed) {
            end.completeExceptionally(failed);
          }

          @Override
          public void onCompleted() {
            end.complete(null);
          }
        };
    var call = channel.newCall(method, options);
    switch (method.getType()) {
      case UNARY -> ClientCalls.asyncUnaryCall(call, messages[0], answers);
      case SERVER_STREAMING -> ClientCalls.asyncServerStreamingCall(call, messages[0], answers);
      case CLIENT_STREAMING ->
          sendAll(ClientCalls.asyncClientStreamingCall(call, answers), messages);
      default -> sendAll(ClientCalls.asyncBidiStreamingCall(call, answers), messages);
    }
    try {
      end.get(120, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException failed) {
      throw (RuntimeException) failed.getCause();
    } catch (InterruptedException | TimeoutException late) {
      throw new IllegalStateException(method.getFullMethodName() + " does not end", late);
    }
  }

  private static void sendAll(StreamObserver<byte[]> requests, byte[]... messages) {
    List.of(messages).forEach(requests::onNext);
    requests.onCompleted();
  }
}
