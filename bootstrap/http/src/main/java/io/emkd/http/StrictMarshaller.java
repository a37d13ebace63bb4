package io.emkd.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Reads the JSON of gRPC-Web as strictly as that of a body. */
final class StrictMarshaller implements GrpcJsonMarshaller {
  private final GrpcJsonMarshaller lenient;

  StrictMarshaller(GrpcJsonMarshaller lenient) {
    this.lenient = lenient;
  }

  @Override
  public <T> void serializeMessage(
      MethodDescriptor.Marshaller<T> marshaller, T message, OutputStream out) throws IOException {
    lenient.serializeMessage(marshaller, message, out);
  }

  @Override
  public <T> T deserializeMessage(MethodDescriptor.Marshaller<T> marshaller, InputStream in)
      throws IOException {
    byte[] text = in.readAllBytes();
    try {
      StrictJson.check(text);
    } catch (JsonProcessingException malformed) {
      throw new InvalidProtocolBufferException(malformed.getOriginalMessage());
    }
    return lenient.deserializeMessage(marshaller, new ByteArrayInputStream(text));
  }
}
