package io.emkd.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingOptions;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingQueryParamMatchRule;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** An HTTP server that forwards what it is asked to the gRPC server of this process. */
public final class HttpGateway implements AutoCloseable {
  /** Of one request: lists of 500,000 ids fit. */
  private static final long LARGEST_BODY = 16 << 20;

  private static final int LARGEST_HEADERS = 16 << 10;
  private static final int CALLS_PER_CONNECTION = 100;
  private static final Duration ARRIVAL = Duration.ofSeconds(30);
  private static final Duration LAST_CALLS = Duration.ofMillis(800);
  private static final int RESETS = 2000;
  private static final int RESETS_SECONDS = 10;

  private final Server server;

  private HttpGateway(Server server) {
    this.server = server;
  }

  /**
   * Starts it; it listens when this returns.
   *
   * @param grpc leads to the services
   * @param origins which the server at the other end of {@code grpc} intercepts calls by
   * @throws UncheckedIOException if it cannot listen
   */
  public static HttpGateway start(
      HttpSettings settings,
      Channel grpc,
      HttpOrigins origins,
      CallerCheck callers,
      RequestRoom room) {
    ServerBuilder builder = Server.builder();
    listen(builder, settings);
    builder
        .maxNumConnections(settings.connections())
        .childChannelPipelineCustomizer(
            pipeline ->
                pipeline.addFirst(new AskingLimits(settings.askingTime(), CALLS_PER_CONNECTION)))
        .idleTimeout(settings.idleTime())
        .http2MaxStreamsPerConnection(CALLS_PER_CONNECTION)
        .http2MaxResetFramesPerWindow(RESETS, RESETS_SECONDS)
        .http2MaxHeaderListSize(LARGEST_HEADERS)
        .http1MaxHeaderSize(LARGEST_HEADERS)
        .http1MaxInitialLineLength(LARGEST_HEADERS)
        .maxRequestLength(LARGEST_BODY)
        // The gRPC server says how long its calls may take; a body has to arrive in time.
        .requestTimeout(Duration.ZERO)
        .gracefulShutdownTimeout(Duration.ZERO, LAST_CALLS)
        .disableServerHeader()
        // What is not the client's is logged where it is answered.
        .unloggedExceptionsReportInterval(Duration.ZERO)
        .errorHandler(new ErrorPages())
        .decorator(new StrictBodies())
        .decorator(new BrowserGuard(settings.knownNamesOnly()))
        .decorator(new BoundedRequests(callers, room, ARRIVAL))
        .decorator(new AnswerHeaders())
        .decorator(AskingLimits.told());
    Forwarding forwarding = new Forwarding(origins);
    builder.service(transcoded(grpc, forwarding));
    new InferenceApi(grpc, forwarding).addTo(builder);
    WebPages.addTo(builder);
    Server server = builder.build();
    try {
      server.start().join();
    } catch (CompletionException failed) {
      server.close();
      if (failed.getCause() instanceof IOException notBound) {
        throw new UncheckedIOException(notBound);
      }
      throw failed;
    }
    return new HttpGateway(server);
  }

  private static void listen(ServerBuilder builder, HttpSettings settings) {
    InetSocketAddress address = settings.address();
    settings
        .tls()
        .ifPresentOrElse(
            tls ->
                builder
                    .port(address, SessionProtocol.HTTPS)
                    .tls(tls.keys())
                    .tlsCustomizer(tls.others()),
            () -> builder.port(address, SessionProtocol.HTTP));
  }

  private static GrpcService transcoded(Channel grpc, Forwarding forwarding) {
    GrpcJsonMarshaller json =
        GrpcJsonMarshaller.builderForGson()
            // Not as it comes, which would ignore fields that there are not.
            .jsonParserCustomizer((JsonFormat.Parser lenient) -> JsonFormat.parser())
            .jsonPrinterCustomizer(
                (JsonFormat.Printer printer) ->
                    printer
                        .preservingProtoFieldNames()
                        .alwaysPrintFieldsWithNoPresence()
                        .omittingInsignificantWhitespace())
            .build();
    GrpcServiceBuilder builder =
        GrpcService.builder()
            .supportedSerializationFormats(
                GrpcSerializationFormats.PROTO_WEB,
                GrpcSerializationFormats.PROTO_WEB_TEXT,
                GrpcSerializationFormats.JSON_WEB,
                GrpcSerializationFormats.JSON)
            .jsonMarshallerFactory(service -> new StrictMarshaller(json))
            .exceptionHandler((http, status, cause, trailers) -> explained(status, cause, trailers))
            .enableHttpJsonTranscoding(
                HttpJsonTranscodingOptions.builder()
                    .queryParamMatchRules(
                        HttpJsonTranscodingQueryParamMatchRule.ORIGINAL_FIELD,
                        HttpJsonTranscodingQueryParamMatchRule.JSON_NAME)
                    .errorHandler(new JsonErrors())
                    .build());
    HttpApi.SERVICES.forEach(service -> builder.addService(forwarded(service, grpc, forwarding)));
    return builder.build();
  }

  /** Armeria says that a message cannot be read, not what is wrong with it. */
  private static Status explained(Status status, Throwable failure, Metadata trailers) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidProtocolBufferException unreadable) {
        StatusRuntimeException told = ErrorPages.toldByGrpc(unreadable);
        trailers.merge(told.getTrailers());
        return told.getStatus();
      }
    }
    return status;
  }

  private static ServerServiceDefinition forwarded(
      ServiceDescriptor service, Channel grpc, Forwarding forwarding) {
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(service);
    service
        .getMethods()
        .forEach(method -> definition.addMethod(forwarded(method, grpc, forwarding)));
    return definition.build();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> forwarded(
      MethodDescriptor<Q, A> method, Channel grpc, Forwarding forwarding) {
    return ServerMethodDefinition.create(method, new CallProxy<>(grpc, forwarding));
  }

  /** Where it listens. */
  public int port() {
    return server.activeLocalPort();
  }

  /** Takes no more, and gives calls in flight a moment to end. */
  @Override
  public void close() {
    server.close();
  }
}
