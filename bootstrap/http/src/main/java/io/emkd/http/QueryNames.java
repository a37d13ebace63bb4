package io.emkd.http;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.Status;
import com.linecorp.armeria.common.QueryParams;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses parameters of a URL that no field of the request has, which would change nothing and say
 * so to nobody.
 */
final class QueryNames {
  private QueryNames() {}

  /**
   * @throws StatusRuntimeException naming each that is not known, and what a truth value may be
   */
  static void check(MethodDescriptor<?, ?> method, QueryParams parameters) {
    if (parameters.isEmpty()
        || !(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
      return;
    }
    Descriptor request = schema.getMethodDescriptor().getInputType();
    List<FieldViolation> violations = new ArrayList<>();
    parameters.forEach(
        (name, value) -> {
          FieldDescriptor field = field(request, name);
          if (field == null) {
            violations.add(violation(name, "is no parameter here, but " + known(request)));
          } else if (field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN
              && !value.equals("true")
              && !value.equals("false")) {
            violations.add(violation(name, "is '" + shown(value) + "' but must be true or false"));
          }
        });
    if (!violations.isEmpty()) {
      throw refused(violations);
    }
  }

  private static @Nullable FieldDescriptor field(Descriptor message, String path) {
    int dot = path.indexOf('.');
    String first = dot < 0 ? path : path.substring(0, dot);
    FieldDescriptor field = message.findFieldByName(first);
    if (field == null) {
      field =
          message.getFields().stream()
              .filter(known -> known.getJsonName().equals(first))
              .findFirst()
              .orElse(null);
    }
    if (field == null || dot < 0) {
      return field;
    }
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        ? field(field.getMessageType(), path.substring(dot + 1))
        : null;
  }

  private static String known(Descriptor request) {
    return String.join(", ", request.getFields().stream().flatMap(QueryNames::paths).toList());
  }

  private static Stream<String> paths(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        ? field.getMessageType().getFields().stream()
            .map(inner -> field.getName() + "." + inner.getName())
        : Stream.of(field.getName());
  }

  private static FieldViolation violation(String name, String description) {
    return FieldViolation.newBuilder()
        .setField(shown(name))
        .setDescription(shown(name) + " " + description)
        .build();
  }

  private static String shown(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 100 ? printable : printable.substring(0, 100) + "...";
  }

  private static StatusRuntimeException refused(List<FieldViolation> violations) {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage(
                String.join("; ", violations.stream().map(FieldViolation::getDescription).toList()))
            .addDetails(Any.pack(BadRequest.newBuilder().addAllFieldViolations(violations).build()))
            .build());
  }
}
