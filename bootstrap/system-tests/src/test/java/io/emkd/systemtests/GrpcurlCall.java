package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A call as grpcurl reads it from its command line, checked against the protocol's descriptors. */
public record GrpcurlCall(MethodDescriptor method, DynamicMessage request) {
  private static final String ADDRESS = "localhost:50051";

  private static Stream<ServiceDescriptor> services() {
    return Stream.of(
            DatasetServiceGrpc.getServiceDescriptor(),
            EvaluationServiceGrpc.getServiceDescriptor(),
            InteractionServiceGrpc.getServiceDescriptor(),
            ItemServiceGrpc.getServiceDescriptor(),
            ModelServiceGrpc.getServiceDescriptor(),
            RecommendationServiceGrpc.getServiceDescriptor(),
            TrainingServiceGrpc.getServiceDescriptor(),
            GRPCInferenceServiceGrpc.getServiceDescriptor(),
            HealthGrpc.getServiceDescriptor())
        .flatMap(
            service ->
                ((ProtoFileDescriptorSupplier) service.getSchemaDescriptor())
                    .getFileDescriptor().getServices().stream());
  }

  /**
   * @param arguments without the program; not {@code list}
   */
  public static GrpcurlCall parse(List<String> arguments) throws InvalidProtocolBufferException {
    List<String> words = new ArrayList<>(arguments);
    assertThat(words.remove("-plaintext") != taken(words, "-cacert"))
        .as("%s is -plaintext or names an authority", arguments)
        .isTrue();
    assertThat(words.remove("-expand-headers")).isEqualTo(taken(words, "-H"));
    String body = "{}";
    if (words.get(0).equals("-d")) {
      body = words.get(1);
      words.subList(0, 2).clear();
    }
    assertThat(words).as("%s", arguments).hasSize(2).startsWith(ADDRESS);
    String[] name = words.get(1).split("/", -1);
    MethodDescriptor method =
        services()
            .filter(service -> service.getFullName().equals(name[0]))
            .flatMap(service -> service.getMethods().stream())
            .filter(candidate -> candidate.getName().equals(name[1]))
            .findFirst()
            .orElseThrow(() -> new AssertionError("there is no " + words.get(1)));
    DynamicMessage.Builder request = DynamicMessage.newBuilder(method.getInputType());
    JsonFormat.parser().merge(body, request);
    return new GrpcurlCall(method, request.build());
  }

  /** Whether an option was there, which is then taken out with its value. */
  private static boolean taken(List<String> words, String option) {
    int at = words.indexOf(option);
    if (at >= 0) {
      words.subList(at, at + 2).clear();
    }
    return at >= 0;
  }
}
