package io.emkd.http;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.inference.ModelMetadataRequest;
import io.emkd.inference.ModelReadyRequest;
import io.emkd.inference.ServerLiveRequest;
import io.emkd.inference.ServerMetadataRequest;
import io.emkd.inference.ServerReadyRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the Open Inference Protocol, whose JSON no annotation describes: each is a call of
 * {@code inference.GRPCInferenceService}, forwarded as all others are.
 */
final class InferenceApi {
  private static final String PREFIX = "/v2";
  private static final String MODEL = PREFIX + "/models/{model}";
  private static final String VERSION = MODEL + "/versions/{version}";
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private final Channel grpc;
  private final Forwarding forwarding;

  InferenceApi(Channel grpc, Forwarding forwarding) {
    this.grpc = grpc;
    this.forwarding = forwarding;
  }

  /** Whether the protocol says what a path's answers look like. */
  static boolean has(String path) {
    return path.equals(PREFIX) || path.startsWith(PREFIX + "/");
  }

  void addTo(ServerBuilder builder) {
    builder.route().get(PREFIX).build(get(http -> metadata(http)));
    builder.route().get(PREFIX + "/health/live").build(get(this::live));
    builder.route().get(PREFIX + "/health/ready").build(get(this::ready));
    for (String model : Set.of(MODEL, VERSION)) {
      builder.route().get(model).build(get(this::modelMetadata));
      builder.route().get(model + "/ready").build(get(this::modelReady));
      builder.route().post(model + "/infer").build(this::infer);
    }
  }

  private static HttpService get(Function<ServiceRequestContext, HttpResponse> answer) {
    return (http, request) -> {
      InferenceBody.requireNoParameters(http.queryParams());
      return answer.apply(http);
    };
  }

  private HttpResponse live(ServiceRequestContext http) {
    return call(
        http,
        GRPCInferenceServiceGrpc.getServerLiveMethod(),
        ServerLiveRequest.getDefaultInstance(),
        answer -> Answer.json(HttpStatus.OK, InferenceJson.of(answer)));
  }

  private HttpResponse ready(ServiceRequestContext http) {
    return call(
        http,
        GRPCInferenceServiceGrpc.getServerReadyMethod(),
        ServerReadyRequest.getDefaultInstance(),
        answer ->
            Answer.json(
                answer.getReady() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
                InferenceJson.of(answer)));
  }

  private HttpResponse metadata(ServiceRequestContext http) {
    return call(
        http,
        GRPCInferenceServiceGrpc.getServerMetadataMethod(),
        ServerMetadataRequest.getDefaultInstance(),
        answer -> Answer.json(HttpStatus.OK, InferenceJson.of(answer)));
  }

  private HttpResponse modelMetadata(ServiceRequestContext http) {
    return call(
        http,
        GRPCInferenceServiceGrpc.getModelMetadataMethod(),
        ModelMetadataRequest.newBuilder().setName(model(http)).setVersion(version(http)).build(),
        answer -> Answer.json(HttpStatus.OK, InferenceJson.of(answer)));
  }

  private HttpResponse modelReady(ServiceRequestContext http) {
    String model = model(http);
    return call(
        http,
        GRPCInferenceServiceGrpc.getModelReadyMethod(),
        ModelReadyRequest.newBuilder().setName(model).setVersion(version(http)).build(),
        answer ->
            Answer.json(
                answer.getReady() ? HttpStatus.OK : HttpStatus.NOT_FOUND,
                InferenceJson.of(model, answer)));
  }

  /** Large bodies are read on another thread than that of their socket, which has others. */
  private HttpResponse infer(ServiceRequestContext http, HttpRequest request) {
    InferenceBody.requireNoParameters(http.queryParams());
    String model = model(http);
    String version = version(http);
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                whole -> {
                  InferenceBody body =
                      InferenceBody.read(whole.headers(), whole.content().array(), model, version);
                  return call(
                      http,
                      GRPCInferenceServiceGrpc.getModelInferMethod(),
                      body.request(),
                      body::answer);
                },
                http.blockingTaskExecutor()));
  }

  private static String model(ServiceRequestContext http) {
    return http.pathParam("model");
  }

  private static String version(ServiceRequestContext http) {
    String version = http.pathParam("version");
    return version == null ? "" : version;
  }

  /**
   * What is sent back.
   *
   * @param jsonLength how much of the content is JSON, where there is more; -1 where there is not
   */
  record Answer(HttpStatus status, byte[] content, int jsonLength) {
    static Answer json(HttpStatus status, byte[] content) {
      return new Answer(status, content, -1);
    }
  }

  private <Q extends Message, A extends Message> HttpResponse call(
      ServiceRequestContext http,
      MethodDescriptor<Q, A> method,
      Q request,
      Function<A, Answer> answer) {
    ForwardedCall forwarded = forwarding.of(http);
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    Channel channel =
        ClientInterceptors.intercept(
            grpc,
            MetadataUtils.newAttachHeadersInterceptor(forwarded.headers()),
            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    var call = channel.newCall(method, forwarded.options());
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        call,
        request,
        new StreamObserver<A>() {
          @Override
          public void onNext(A message) {
            response.complete(written(answer.apply(message), headers.get()));
          }

          @Override
          public void onError(Throwable failure) {
            forwarded.end().run();
            response.complete(refused(http, failure));
          }

          @Override
          public void onCompleted() {
            forwarded.end().run();
          }
        });
    var unused =
        http.whenRequestCancelling().thenAccept(why -> call.cancel("the client went away", why));
    return HttpResponse.of(response);
  }

  private static HttpResponse refused(ServiceRequestContext http, Throwable failure) {
    StatusRuntimeException told = (StatusRuntimeException) failure;
    Metadata trailers = told.getTrailers();
    String id = trailers == null ? null : trailers.get(REQUEST_ID);
    HttpResponse response = JsonErrors.of(http, told);
    return id == null
        ? response
        : response.mapHeaders(headers -> headers.toBuilder().set(REQUEST_ID.name(), id).build());
  }

  private static HttpResponse written(Answer answer, @Nullable Metadata headers) {
    ResponseHeadersBuilder builder = ResponseHeaders.builder(answer.status());
    String id = headers == null ? null : headers.get(REQUEST_ID);
    if (id != null) {
      builder.set(REQUEST_ID.name(), id);
    }
    if (answer.jsonLength() < 0) {
      builder.contentType(MediaType.JSON);
    } else {
      builder.contentType(MediaType.OCTET_STREAM);
      builder.setInt(InferenceBody.JSON_LENGTH, answer.jsonLength());
    }
    return HttpResponse.of(builder.build(), HttpData.wrap(answer.content()));
  }
}
