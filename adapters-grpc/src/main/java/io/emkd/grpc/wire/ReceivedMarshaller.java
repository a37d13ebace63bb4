package io.emkd.grpc.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.emkd.domain.error.InvalidInputException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes a message of bytes, or says why it does not; never throws, which would be UNKNOWN. */
final class ReceivedMarshaller<Q> implements PrototypeMarshaller<CheckedService.Received<Q>> {
  /** A message of less bytes cannot hold too much of anything. */
  private static final int HARMLESS_BYTES = 512;

  /** What a field costs besides its bytes: an object, and a place in a list and in a set. */
  private static final int FIELD_BYTES = 100;

  /** What a compressed message counts as: nobody knows how large it will be. */
  private static final int LARGEST_MESSAGE = 16 << 20;

  private final PrototypeMarshaller<Q> marshaller;
  private final Message prototype;
  private final Duration patience;

  /**
   * @param patience how long a message may wait for memory
   */
  ReceivedMarshaller(PrototypeMarshaller<Q> marshaller, Duration patience) {
    this.marshaller = marshaller;
    this.prototype = (Message) marshaller.getMessagePrototype();
    this.patience = patience;
  }

  @Override
  public CheckedService.Received<Q> parse(InputStream stream) {
    try {
      return new CheckedService.Received<>(message(stream), null);
    } catch (InvalidProtocolBufferException bad) {
      return CheckedService.Received.refused(malformed(bad));
    } catch (StatusRuntimeException tooLarge) {
      return CheckedService.Received.refused(explained(tooLarge));
    } catch (IOException bad) {
      return CheckedService.Received.refused(
          new InvalidInputException(
              "message", "not to be decompressed", "compressed as grpc-encoding says"));
    } catch (RuntimeException refused) {
      return CheckedService.Received.refused(refused);
    }
  }

  private Q message(InputStream stream) throws IOException {
    CallMemory memory = CallMemory.current();
    if (memory != null) {
      memory.readNext();
    }
    int units = 0;
    try {
      byte[] bytes = stream.readNBytes(HARMLESS_BYTES);
      if (bytes.length == HARMLESS_BYTES) {
        int size = stream instanceof KnownLength ? stream.available() : LARGEST_MESSAGE;
        units += take(memory, 2L * size);
        bytes = whole(bytes, stream, size);
        units +=
            take(
                memory,
                (long) FIELD_BYTES * WireScan.fields(bytes, prototype.getDescriptorForType()));
      }
      return message(bytes);
    } finally {
      if (memory != null) {
        memory.hold(units);
      }
    }
  }

  private int take(@Nullable CallMemory memory, long bytes) {
    return memory == null ? 0 : memory.take(bytes, patience);
  }

  private static byte[] whole(byte[] beginning, InputStream stream, int size) throws IOException {
    byte[] rest = stream instanceof KnownLength ? stream.readNBytes(size) : stream.readAllBytes();
    byte[] bytes = Arrays.copyOf(beginning, beginning.length + rest.length);
    System.arraycopy(rest, 0, bytes, beginning.length, rest.length);
    return bytes;
  }

  @SuppressWarnings("unchecked") // the prototype is the marshaller's
  private Q message(byte[] bytes) throws InvalidProtocolBufferException {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
    // Bytes stay where they are.
    in.enableAliasing(true);
    Message message = prototype.getParserForType().parseFrom(in);
    in.checkLastTagWas(0);
    return (Q) message;
  }

  /** What gRPC throws of a message that is too large once it is decompressed says it well. */
  private static RuntimeException explained(StatusRuntimeException failure) {
    return failure.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
        ? failure
        : new InvalidInputException(
            "message", "unreadable (" + failure.getStatus().getDescription() + ")", "readable");
  }

  private InvalidInputException malformed(InvalidProtocolBufferException bad) {
    return new InvalidInputException(
        "message",
        "malformed (" + bad.getMessage() + ")",
        "an encoded " + prototype.getDescriptorForType().getFullName());
  }

  @Override
  public InputStream stream(CheckedService.Received<Q> received) {
    return marshaller.stream(received.message());
  }

  @Override
  public CheckedService.Received<Q> getMessagePrototype() {
    return new CheckedService.Received<>(marshaller.getMessagePrototype(), null);
  }

  @Override
  @SuppressWarnings("unchecked") // getClass() is all that there is
  public Class<CheckedService.Received<Q>> getMessageClass() {
    return (Class<CheckedService.Received<Q>>) (Class<?>) CheckedService.Received.class;
  }
}
