package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.emkd.server.EmkdServer;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a name may be, of whatever it is one. */
class NamesTest {
  /** What requests call things, in all services. */
  private static final Set<String> NAMES =
      Set.of("model", "model_name", "dataset", "training_id", "name");

  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    server = TestShop.server(folder.resolve("data"));
    channel = TestShop.channel(server);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void aNameIsNoPath() throws Exception {
    Set<Status.Code> fine = Set.of(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
    Files.writeString(folder.resolve("data/secret"), "secret");
    int tried = 0;
    for (MethodDescriptor<?, ?> method : AllMethods.of(channel)) {
      for (String path : List.of("../secret", "/etc/passwd", "..", "shop/../../secret", "..\\x")) {
        Message request = named(method, path);
        // Those answer each request by itself, as Recommend does.
        if (request != null && !method.getFullMethodName().matches(".*/(Batch|Stream)Recommend")) {
          tried++;
          StatusRuntimeException refused =
              catchThrowableOfType(
                  StatusRuntimeException.class,
                  () ->
                      RawCalls.send(
                          channel,
                          RawCalls.method(method),
                          CallOptions.DEFAULT,
                          request.toByteArray()));
          assertThat(refused).as("%s %s", method.getFullMethodName(), path).isNotNull();
          assertThat(refused.getStatus().getCode()).as("%s %s", refused, path).isIn(fine);
        }
      }
    }
    assertThat(tried).isGreaterThan(100);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("data"));
    }
    assertThat(folder.resolve("data/secret")).hasContent("secret");
  }

  /** The method's request with a path wherever there is a name; null where there is none. */
  private static Message named(MethodDescriptor<?, ?> method, String path) {
    Message.Builder request =
        ((Message) ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype())
            .newBuilderForType();
    boolean any = false;
    for (FieldDescriptor field : request.getDescriptorForType().getFields()) {
      if (NAMES.contains(field.getName())
          && field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        request.setField(field, path);
        any = true;
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated()) {
        Message.Builder part = request.newBuilderForField(field);
        FieldDescriptor name =
            part.getDescriptorForType().getFields().stream()
                .filter(f -> NAMES.contains(f.getName()))
                .filter(f -> f.getJavaType() == FieldDescriptor.JavaType.STRING)
                .findFirst()
                .orElse(null);
        if (name != null) {
          request.setField(field, part.setField(name, path).build());
          any = true;
        }
      }
    }
    return any ? request.build() : null;
  }
}
