package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.emkd.server.EmkdServer;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Requests of every unary method whose fields hold whatever comes to mind. */
class FuzzedRequestsTest {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          RecommendationServiceGrpc.getServiceDescriptor(),
          InteractionServiceGrpc.getServiceDescriptor(),
          ItemServiceGrpc.getServiceDescriptor(),
          DatasetServiceGrpc.getServiceDescriptor(),
          ModelServiceGrpc.getServiceDescriptor(),
          EvaluationServiceGrpc.getServiceDescriptor(),
          TrainingServiceGrpc.getServiceDescriptor());

  private static final List<String> TEXTS =
      List.of(
          "shop",
          "shop@1",
          "shop@2",
          "shop@stable",
          "@",
          "shop@",
          "shop@0",
          "shop@99999999999",
          "u1",
          "u2",
          "i1",
          "i2",
          "i3",
          "i20",
          "",
          " ",
          "\u0000",
          "a\nb",
          "\ud83d\ude00",
          "\u00e9",
          "'; DROP TABLE item; --",
          "%s%n",
          "../../etc/passwd",
          "x".repeat(300),
          "NDCG@10>=0.1",
          "HR@0>1",
          "stable",
          "Stable",
          "-1",
          "1e999",
          "10");

  private static final List<MethodDescriptor<?, ?>> METHODS =
      SERVICES.stream()
          .flatMap(service -> service.getMethods().stream())
          .filter(method -> method.getType() == MethodType.UNARY)
          .toList();

  private static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeContainer
  static void aServerWithAModel() throws IOException {
    folder = Files.createTempDirectory("fuzz");
    server = TestShop.server(folder);
    channel = TestShop.channel(server);
    TestShop.importText(channel, "shop", TestShop.interactions(50));
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(TestShop.training("shop", "shop", 1))
        .forEachRemaining(event -> {});
  }

  @AfterContainer
  static void stop() {
    channel.shutdownNow();
    server.close();
    AtomicDirectory.delete(folder);
  }

  @Property(tries = 1500)
  void noRequestIsAnAccident(@ForAll long seed) {
    Random random = new Random(seed);
    MethodDescriptor<?, ?> method = METHODS.get(random.nextInt(METHODS.size()));
    call(method, random);
  }

  @SuppressWarnings("unchecked")
  private static <Q> void call(MethodDescriptor<Q, ?> method, Random random) {
    var marshaller = (MethodDescriptor.PrototypeMarshaller<Q>) method.getRequestMarshaller();
    Q request = (Q) message((Message) marshaller.getMessagePrototype(), random, 0);
    try {
      ClientCalls.blockingUnaryCall(
          channel, method, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), request);
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getCode())
          .as(method.getFullMethodName() + " of " + request + ": " + refused.getMessage())
          .isIn(
              Status.Code.INVALID_ARGUMENT,
              Status.Code.NOT_FOUND,
              Status.Code.FAILED_PRECONDITION,
              Status.Code.ALREADY_EXISTS,
              Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getStatus().getDescription()).isNotBlank();
    }
  }

  private static Message message(Message prototype, Random random, int depth) {
    Message.Builder builder = prototype.newBuilderForType();
    for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
      if (random.nextInt(4) == 0 || depth > 4) {
        continue;
      }
      if (field.isMapField()) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(4); i > 0; i--) {
          builder.addRepeatedField(field, value(builder, field, random, depth));
        }
      } else {
        builder.setField(field, value(builder, field, random, depth));
      }
    }
    return builder.build();
  }

  private static Object value(
      Message.Builder builder, FieldDescriptor field, Random random, int depth) {
    return switch (field.getJavaType()) {
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case INT ->
          List.of(0, 1, 2, 5, 10, 1000, 1001, -1, Integer.MAX_VALUE, Integer.MIN_VALUE)
              .get(random.nextInt(10));
      case LONG ->
          List.of(0L, 1L, -1L, 1_700_000_000L, Long.MAX_VALUE, Long.MIN_VALUE)
              .get(random.nextInt(6));
      case DOUBLE ->
          List.of(
                  0.0,
                  0.5,
                  1.0,
                  -1.0,
                  1e308,
                  -1e308,
                  Double.NaN,
                  Double.POSITIVE_INFINITY,
                  Double.NEGATIVE_INFINITY)
              .get(random.nextInt(9));
      case FLOAT -> (float) random.nextGaussian();
      case BOOLEAN -> random.nextBoolean();
      case BYTE_STRING -> com.google.protobuf.ByteString.copyFromUtf8("bytes");
      case ENUM -> {
        List<EnumValueDescriptor> values = field.getEnumType().getValues();
        yield random.nextInt(5) == 0
            ? field.getEnumType().findValueByNumberCreatingIfUnknown(77)
            : values.get(random.nextInt(values.size()));
      }
      case MESSAGE -> message(builder.newBuilderForField(field).build(), random, depth + 1);
    };
  }
}
