package io.emkd.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.QueryParams;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses parameters of a URL that change nothing, or something else than they seem to, and say so
 * to nobody: that no field of the request has, that stand in the path as well, that are given twice
 * for one value, or that come beside a body.
 */
final class QueryNames {
  private QueryNames() {}

  /**
   * @param http of the request: the one of a body is there, and nowhere else
   * @throws StatusRuntimeException naming each that is not known, and what a truth value may be
   */
  static void check(MethodDescriptor<?, ?> method, HttpMethod http, QueryParams parameters) {
    if (parameters.isEmpty()
        || !(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
      return;
    }
    Descriptor request = schema.getMethodDescriptor().getInputType();
    Set<String> inPath = PathFields.of(method);
    Set<FieldDescriptor> given = new HashSet<>();
    FieldRefusals refusals = new FieldRefusals();
    parameters.forEach(
        (name, value) -> {
          FieldDescriptor field = field(request, name);
          if (http == HttpMethod.POST) {
            refusals.add(name, "is no parameter here, where the request is the body");
          } else if (field == null) {
            refusals.add(name, "is no parameter here, but " + known(request, inPath));
          } else if (inPath.contains(field.getName()) && field.getContainingType() == request) {
            refusals.add(name, "is no parameter here, but stands in the path");
          } else if (!given.add(field) && !field.isRepeated()) {
            refusals.add(name, "is given twice but has one value");
          } else if (field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN
              && !value.equals("true")
              && !value.equals("false")) {
            refusals.add(name, "is '" + FieldRefusals.shown(value) + "' but must be true or false");
          }
        });
    refusals.throwIfAny();
  }

  /** One that has a value of its own, not fields. */
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
    if (field == null || (dot < 0) == hasFields(field)) {
      return null;
    }
    return dot < 0 ? field : field(field.getMessageType(), path.substring(dot + 1));
  }

  private static boolean hasFields(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private static String known(Descriptor request, Set<String> inPath) {
    return request.getFields().stream()
        .filter(field -> !inPath.contains(field.getName()))
        .flatMap(QueryNames::paths)
        .collect(Collectors.joining(", "));
  }

  private static Stream<String> paths(FieldDescriptor field) {
    return hasFields(field)
        ? field.getMessageType().getFields().stream()
            .map(inner -> field.getName() + "." + inner.getName())
        : Stream.of(field.getName());
  }
}
