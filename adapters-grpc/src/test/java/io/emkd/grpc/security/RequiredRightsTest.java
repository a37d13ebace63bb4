package io.emkd.grpc.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.emkd.grpc.security.NeededRights.Access;
import io.emkd.v1.ModelServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServiceDescriptor;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That nothing of the protocol is forgotten. */
class RequiredRightsTest {
  /** What requests call the things that rights may be limited to. */
  private static final Set<String> LIMITED = Set.of("model", "dataset", "training_id");

  /** RollBackModelRequest.name is a model's, Dataset.name a dataset's. */
  private static final Set<String> LIMITED_NAMES =
      Set.of(
          "emkd.v1.RollBackModelRequest.name",
          "emkd.v1.Dataset.name",
          "emkd.v1.TrainingOptions.teacher",
          "inference.ModelInferRequest.model_name",
          "inference.ModelMetadataRequest.name",
          "inference.ModelReadyRequest.name");

  /** What the Open Inference Protocol tells of the server itself. */
  private static final Map<String, Access> OF_THE_SERVER =
      Map.of("ServerLive", Access.OPEN, "ServerReady", Access.OPEN, "ServerMetadata", Access.KNOWN);

  /** Made by the protocol's compiler of every service there is. */
  static List<MethodDescriptor<?, ?>> methods() throws Exception {
    URI place = ModelServiceGrpc.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    if (!place.getPath().endsWith(".jar")) {
      return methods(Path.of(place));
    }
    try (FileSystem jar = FileSystems.newFileSystem(Path.of(place))) {
      return methods(jar.getPath("/"));
    }
  }

  private static List<MethodDescriptor<?, ?>> methods(Path classes) throws Exception {
    List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
    for (String room : List.of("v1", "inference")) {
      try (Stream<Path> files = Files.list(classes.resolve("io/emkd/" + room))) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith("ServiceGrpc.class")) {
            Class<?> type = Class.forName("io.emkd." + room + "." + name.replace(".class", ""));
            var descriptor =
                (ServiceDescriptor) type.getMethod("getServiceDescriptor").invoke(null);
            methods.addAll(descriptor.getMethods());
          }
        }
      }
    }
    return methods;
  }

  @Test
  void thereAreMethods() throws Exception {
    assertThat(methods()).hasSizeGreaterThanOrEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodSaysWhichRoleItNeeds(MethodDescriptor<?, ?> method) {
    NeededRights<?> needed = RequiredRights.of(method);
    Access access =
        OF_THE_SERVER.getOrDefault(String.valueOf(method.getBareMethodName()), Access.ROLES);
    assertThat(needed.access()).isEqualTo(access);
    assertThat(needed.roles().isEmpty()).isEqualTo(access != Access.ROLES);
  }

  @Test
  void aMethodWithoutALineCannotBeServed() throws Exception {
    MethodDescriptor<?, ?> forgotten =
        methods().get(0).toBuilder().setFullMethodName("emkd.v1.ModelService/New").build();
    assertThatThrownBy(() -> RequiredRights.of(forgotten))
        .hasMessage(
            "emkd.v1.ModelService/New has no line in RequiredRights, which says who may call it");
  }

  /** Each field that names a model, dataset or training, alone in a request. */
  static Stream<NamingRequest> namingRequests() throws Exception {
    return methods().stream().flatMap(method -> namingRequests(method).stream());
  }

  record NamingRequest(MethodDescriptor<?, ?> method, String field, Message request) {
    @Override
    public String toString() {
      return method.getFullMethodName() + " " + field;
    }
  }

  private static List<NamingRequest> namingRequests(MethodDescriptor<?, ?> method) {
    Message prototype =
        (Message) ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype();
    List<NamingRequest> requests = new ArrayList<>();
    for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.STRING && isLimited(field)) {
        requests.add(
            new NamingRequest(
                method, field.getName(), prototype.toBuilder().setField(field, "another").build()));
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        requests.addAll(within(method, prototype, field));
      }
    }
    return requests;
  }

  private static List<NamingRequest> within(
      MethodDescriptor<?, ?> method, Message prototype, FieldDescriptor field) {
    List<NamingRequest> requests = new ArrayList<>();
    for (FieldDescriptor inner : field.getMessageType().getFields()) {
      if (inner.getJavaType() == FieldDescriptor.JavaType.STRING && isLimited(inner)) {
        Message part =
            prototype
                .newBuilderForType()
                .newBuilderForField(field)
                .setField(inner, "another")
                .build();
        Message.Builder request = prototype.newBuilderForType();
        if (field.isRepeated()) {
          request.addRepeatedField(field, part);
        } else {
          request.setField(field, part);
        }
        requests.add(
            new NamingRequest(method, field.getName() + "." + inner.getName(), request.build()));
      }
    }
    return requests;
  }

  private static boolean isLimited(FieldDescriptor field) {
    return LIMITED.contains(field.getName()) || LIMITED_NAMES.contains(field.getFullName());
  }

  @ParameterizedTest
  @MethodSource("namingRequests")
  @SuppressWarnings("unchecked") // The request is the method's own.
  void whateverARequestNamesIsLookedAt(NamingRequest naming) {
    NamedResources named =
        ((NeededRights<Message>) RequiredRights.of(naming.method())).named(naming.request());
    assertThat(Stream.of(named.models(), named.datasets(), named.trainings()).flatMap(Set::stream))
        .contains("another");
  }

  @Test
  void thereAreNamingRequests() throws Exception {
    assertThat(namingRequests()).hasSizeGreaterThanOrEqualTo(32);
  }

  @Test
  void aVersionOrLabelIsNoPartOfAModelsName() {
    NamedResources named = new NamedResources().model("films@3").model("films@stable");
    assertThat(named.models()).containsExactly("films");
  }

  /** The table of docs/security.md. */
  @Test
  void whatEachRoleMayIsDocumentedAsItIs() throws Exception {
    String text =
        Files.readString(Path.of(System.getProperty("project.root"), "docs", "security.md"));
    for (CallerRole role : CallerRole.values()) {
      String row =
          text.lines()
              .filter(line -> line.startsWith("| `" + role.label() + "` |"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no row of " + role.label()));
      Set<String> may =
          methods().stream()
              .filter(method -> RequiredRights.of(method).roles().contains(role))
              .map(method -> String.valueOf(method.getBareMethodName()))
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> documented =
          Stream.of(row.split("`", -1))
              .filter(word -> word.matches("[A-Z][A-Za-z]+"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(documented).as(role.label()).isEqualTo(may);
    }
  }
}
