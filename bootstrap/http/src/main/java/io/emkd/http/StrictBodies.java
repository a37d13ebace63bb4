package io.emkd.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.base.CaseFormat;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SerializationFormat;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only bodies of JSON that say one thing, and nothing else than the path does. Those of the
 * Open Inference Protocol, which may be large, are read as strictly where they are read.
 */
final class StrictBodies implements DecoratingHttpServiceFunction {
  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext http, HttpRequest request)
      throws Exception {
    if (InferenceApi.has(http.path()) || !isJson(request.contentType())) {
      return delegate.serve(http, request);
    }
    return HttpResponse.of(
        request
            .aggregate(http.eventLoop())
            .thenApply(
                whole -> {
                  try {
                    check(http, whole.content().array());
                    return delegate.serve(http, whole.toHttpRequest());
                  } catch (Exception refused) {
                    throw new CompletionException(refused);
                  }
                }));
  }

  /** Of gRPC-Web the JSON stands in frames. */
  private static boolean isJson(@Nullable MediaType type) {
    if (type == null || !type.isJson()) {
      return false;
    }
    SerializationFormat format = SerializationFormat.find(type);
    return format == null || !GrpcSerializationFormats.isGrpc(format);
  }

  private static void check(ServiceRequestContext http, byte[] body)
      throws JsonProcessingException {
    Map<String, String> outermost = StrictJson.check(body);
    FieldRefusals refusals = new FieldRefusals();
    PathFields.in(http.decodedPath())
        .forEach(
            (name, value) ->
                Stream.of(name, CaseFormat.LOWER_UNDERSCORE.to(CaseFormat.LOWER_CAMEL, name))
                    .distinct()
                    .filter(outermost::containsKey)
                    .filter(given -> !value.equals(outermost.get(given)))
                    .forEach(
                        given ->
                            refusals.add(
                                given,
                                "is '"
                                    + FieldRefusals.shown(String.valueOf(outermost.get(given)))
                                    + "' in the body but '"
                                    + FieldRefusals.shown(value)
                                    + "' in the path")));
    refusals.throwIfAny();
  }
}
