package io.emkd.http;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.common.base.Splitter;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The fields of requests that stand in the path, as the protocol's {@code google.api.http} says.
 */
final class PathFields {
  private static final Pattern FIELD = Pattern.compile("\\{([a-z_]+)}");

  private static final List<PathFields> WITH_BODY =
      HttpApi.SERVICES.stream()
          .flatMap(service -> service.getMethods().stream())
          .flatMap(method -> rules(method).map(HttpRule::getPost))
          .filter(template -> FIELD.matcher(template).find())
          .map(PathFields::new)
          .toList();

  private final Pattern path;
  private final List<String> names;

  private PathFields(String template) {
    names = names(template).toList();
    path =
        Pattern.compile(
            Splitter.on(FIELD)
                .splitToStream(template)
                .map(Pattern::quote)
                .reduce((before, after) -> before + "([^/]+)" + after)
                .orElseThrow());
  }

  private static Stream<HttpRule> rules(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
      return Stream.of();
    }
    HttpRule rule = schema.getMethodDescriptor().getOptions().getExtension(AnnotationsProto.http);
    return Stream.concat(Stream.of(rule), rule.getAdditionalBindingsList().stream());
  }

  private static Stream<String> names(String template) {
    return FIELD.matcher(template).results().map((MatchResult field) -> field.group(1));
  }

  /** Those of a method that may stand in the path, wherever its request comes from. */
  static Set<String> of(MethodDescriptor<?, ?> method) {
    Set<String> names = new LinkedHashSet<>();
    rules(method)
        .flatMap(rule -> Stream.of(rule.getGet(), rule.getPost(), rule.getDelete()))
        .flatMap(PathFields::names)
        .forEach(names::add);
    return names;
  }

  /** Those that a path has whose request is in the body, with their values. */
  static Map<String, String> in(String decodedPath) {
    Map<String, String> values = new LinkedHashMap<>();
    for (PathFields fields : WITH_BODY) {
      Matcher found = fields.path.matcher(decodedPath);
      if (found.matches()) {
        for (int f = 0; f < fields.names.size(); f++) {
          values.put(fields.names.get(f), found.group(f + 1));
        }
        return values;
      }
    }
    return values;
  }
}
