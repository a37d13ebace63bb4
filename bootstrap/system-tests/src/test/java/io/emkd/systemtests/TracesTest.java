package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.emkd.grpc.call.RequestId;
import io.emkd.server.EmkdServer;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a collector of traces, which speaks OTLP over gRPC, is sent of a call. */
class TracesTest {
  private static final Metadata.Key<String> TRACE_PARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final String PARENT_SPAN = "00f067aa0ba902b7";

  @TempDir static Path folder;
  private static final List<Span> SPANS = new CopyOnWriteArrayList<>();
  private static Server collector;
  private static EmkdServer server;
  private static ManagedChannel channel;

  private static final class Collector extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> observer) {
      request
          .getResourceSpansList()
          .forEach(of -> of.getScopeSpansList().forEach(in -> SPANS.addAll(in.getSpansList())));
      observer.onNext(ExportTraceServiceResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    collector = NettyServerBuilder.forPort(0).addService(new Collector()).build().start();
    server =
        TestShop.server(
            folder, Map.of("emkd.trace-endpoint", "http://localhost:" + collector.getPort()));
    channel = TestShop.channel(server);
    TestShop.publishModel(channel);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
    collector.shutdownNow();
  }

  private static RecommendationServiceGrpc.RecommendationServiceBlockingStub caller(
      String trace, boolean sampled) {
    Metadata headers = new Metadata();
    headers.put(TRACE_PARENT, "00-" + trace + "-" + PARENT_SPAN + (sampled ? "-01" : "-00"));
    headers.put(RequestId.HEADER, "call-of-" + trace.charAt(0));
    return RecommendationServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static void recommend(String trace, boolean sampled) {
    var unused =
        caller(trace, sampled)
            .recommend(RecommendRequest.newBuilder().setModel("shop").setUserId("u1").build());
  }

  private static List<Span> spans(String trace) {
    return SPANS.stream().filter(span -> hex(span.getTraceId()).equals(trace)).toList();
  }

  private static String hex(com.google.protobuf.ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static Span span(String trace, String name) throws InterruptedException {
    for (int attempt = 0; attempt < 200; attempt++) {
      for (Span span : spans(trace)) {
        if (span.getName().equals(name)) {
          return span;
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no span " + name + " among " + spans(trace));
  }

  @Test
  void aCallIsFollowedFromItsClientToItsGraphRun() throws Exception {
    String trace = "a".repeat(32);
    recommend(trace, true);

    Span call = span(trace, "emkd.v1.RecommendationService/Recommend");
    assertThat(hex(call.getParentSpanId())).isEqualTo(PARENT_SPAN);
    assertThat(call.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    for (String name : List.of("store history", "queue wait", "graph run")) {
      Span part = span(trace, name);
      assertThat(part.getParentSpanId()).as(name).isEqualTo(call.getSpanId());
      assertThat(part.getStartTimeUnixNano()).isLessThanOrEqualTo(part.getEndTimeUnixNano());
    }
    assertThat(span(trace, "queue wait").getEndTimeUnixNano())
        .isLessThanOrEqualTo(span(trace, "graph run").getStartTimeUnixNano());
    assertThat(span(trace, "graph run").getAttributesList())
        .anySatisfy(
            attribute -> {
              assertThat(attribute.getKey()).isEqualTo("batch_size");
              assertThat(attribute.getValue().getIntValue()).isEqualTo(1);
            });
  }

  @Test
  void aCallThatItsClientDoesNotTraceIsNotTraced() throws Exception {
    recommend("b".repeat(32), false);
    recommend("c".repeat(32), true);

    span("c".repeat(32), "graph run");
    assertThat(spans("b".repeat(32))).isEmpty();
  }

  @Test
  void whatIsLoggedForACallHasItsTrace() {
    Logger refusals = (Logger) LoggerFactory.getLogger("io.emkd.grpc.wire.RefusalLog");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    refusals.addAppender(log);
    try {
      String trace = "d".repeat(32);
      assertThatThrownBy(
              () ->
                  caller(trace, true)
                      .recommend(RecommendRequest.newBuilder().setModel("missing").build()))
          .isInstanceOf(StatusRuntimeException.class);
      assertThat(log.list)
          .anySatisfy(
              line ->
                  assertThat(line.getMDCPropertyMap())
                      .containsEntry("request_id", "call-of-d")
                      .containsEntry("trace_id", trace));
    } finally {
      refusals.detachAppender(log);
    }
  }

  @Test
  void aBucketOfCallsNamesTheTraceOfOne() throws Exception {
    recommend("e".repeat(32), true);
    span("e".repeat(32), "graph run");
    Scrape scrape = Scrape.of(server.metricsPort(), "application/openmetrics-text;version=1.0.0");
    assertThat(scrape.text())
        .containsPattern("grpc_server_processing_duration_seconds_bucket\\{.*# \\{.*trace_id=");
  }

  @Test
  void nothingOfOpenTracingIsOnTheClassPath() {
    assertThat(System.getProperty("java.class.path")).doesNotContain("opentracing");
    assertThatThrownBy(() -> Class.forName("io.opentracing.Tracer"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
