package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.AnnotationsProto;
import com.google.protobuf.util.JsonFormat;
import io.emkd.server.EmkdServer;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol as JSON over HTTP, by a client that knows nothing of gRPC. */
class HttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server =
        TestShop.server(
            folder,
            Map.of(
                "emkd.http-port", 0, "emkd.warm-up", "0s", "emkd.limits.request-memory", 67108864));
    channel = TestShop.channel(server);
    TestShop.publishModel(channel);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.httpPort() + path))
        .timeout(Duration.ofMinutes(1));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private static HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static JsonNode answered(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** google.rpc.Status, under the HTTP status that its code has. */
  private static JsonNode refused(HttpResponse<String> response, int http, int code)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(http);
    JsonNode status = JSON.readTree(response.body());
    assertThat(status.get("code").asInt()).isEqualTo(code);
    return status;
  }

  @Test
  void everyMethodThatTakesAndGivesOneMessageHasAPath() {
    List<String> without =
        AllMethods.of(channel).stream()
            .filter(method -> method.getFullMethodName().startsWith("emkd.v1."))
            .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
            .filter(
                method ->
                    !((ProtoMethodDescriptorSupplier)
                            Objects.requireNonNull(method.getSchemaDescriptor()))
                        .getMethodDescriptor()
                        .getOptions()
                        .hasExtension(AnnotationsProto.http))
            .map(MethodDescriptor::getFullMethodName)
            .toList();
    assertThat(without).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void whatHttpAnswersIsWhatGrpcAnswers(HttpClient.Version version) throws Exception {
    RecommendResponse byGrpc =
        RecommendationServiceGrpc.newBlockingStub(channel)
            .recommend(
                RecommendRequest.newBuilder()
                    .setModel("shop")
                    .setItems(ItemSequence.newBuilder().addItemIds("i1").addItemIds("i2"))
                    .setIncludeNetworkScores(true)
                    .setCount(7)
                    .build());
    HttpResponse<String> response =
        send(
            request("/v1/models/shop:recommend")
                .version(version)
                .header("content-type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"items": {"item_ids": ["i1", "i2"]}, "include_network_scores": true, "count": 7}
                        """)));
    RecommendResponse.Builder byHttp = RecommendResponse.newBuilder();
    JsonFormat.parser().merge(response.body(), byHttp);
    assertThat(byHttp.build()).isEqualTo(byGrpc);
    assertThat(response.headers().firstValue("content-type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(response.headers().firstValue("x-request-id")).isPresent();
  }

  @Test
  void aRequestInTheUrlIsThatInABody() throws Exception {
    JsonNode body =
        answered(post("/v1/models/shop:recommend", "{\"user_id\": \"u7\", \"count\": 3}"));
    JsonNode url = answered(get("/v1/models/shop/recommendations?user_id=u7&count=3"));
    assertThat(url).isEqualTo(body);
    assertThat(url.get("items")).hasSize(3);
    assertThat(
            answered(get("/v1/models/shop@1/recommendations?items.item_ids=i1&items.item_ids=i2"))
                .get("version")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void aCallByHttpCountsAsTheCallThatItIs() throws Exception {
    String count =
        "grpc_server_processing_duration_seconds_count\\{method=\"GetModel\".*statusCode=\"NOT_FOUND\"";
    double before = Metrics.scraped(server, count);
    HttpResponse<String> response =
        send(request("/v1/models/none").header("x-request-id", "told-by-http"));
    assertThat(response.headers().firstValue("x-request-id")).hasValue("told-by-http");
    assertThat(Metrics.scraped(server, count)).isEqualTo(before + 1);
  }

  @Test
  void aDatasetLivesByHttpAlone() throws Exception {
    answered(post("/v1/datasets", "{\"name\": \"web\"}"));
    assertThat(post("/v1/datasets", "{\"name\": \"web\"}").statusCode()).isEqualTo(409);
    answered(
        post(
            "/v1/datasets/web/items",
            "{\"items\": [{\"item_id\": \"a/b c\", \"title\": \"Ein Titel: ä\"}]}"));
    assertThat(answered(get("/v1/datasets/web/items/a%2Fb%20c")).at("/item/item/title").asText())
        .isEqualTo("Ein Titel: ä");
    JsonNode appended =
        answered(
            post(
                "/v1/datasets/web/interactions",
                """
                {"interactions": [{"user_id": "u/1", "item_id": "a/b c", "time": "2026-01-02T03:04:05Z"}], "request_id": "r1"}
                """));
    assertThat(appended.get("appended").asInt()).isEqualTo(1);
    JsonNode history = answered(get("/v1/datasets/web/interactions?user_id=u%2F1"));
    assertThat(history.at("/interactions/0/time").asText()).isEqualTo("2026-01-02T03:04:05Z");
    answered(post("/v1/datasets/web/users:delete", "{\"user_id\": \"u/1\"}"));
    answered(send(request("/v1/datasets/web").DELETE()));
    refused(get("/v1/datasets/web"), 404, 5);
  }

  @Test
  void aTrainingIsStartedOnceByItsRequestId() throws Exception {
    String body =
        """
        {"training": {"dataset": "shop", "model": "web", "options": {"hidden_size": 8, "max_length": 4, "networks": 1, "epochs": 1}},
         "request_id": "from-http"}
        """;
    String first = answered(post("/v1/trainings", body)).at("/training/id").asText();
    assertThat(answered(post("/v1/trainings", body)).at("/training/id").asText()).isEqualTo(first);
    assertThat(answered(get("/v1/trainings/" + first)).at("/training/dataset").asText())
        .isEqualTo("shop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"user_id\": \"u1\", \"count\": 0} | count is 0 but must be 1 to 1000",
        "{\"usr_id\": \"u1\"} | usr_id",
        "{\"größe %41\": 1} | größe %41",
        "{\"user_id\": \"u1\", \"count\": \"many\"} | many",
        "{\"user_id\": } | line 1, column 13",
        "[1] | expected: an object",
        "{} | history is not set but must be user_id or items",
      })
  void aBodyThatIsNotRightIsRefusedWithWhatIsWrong(String body, String named) throws Exception {
    JsonNode status = refused(post("/v1/models/shop:recommend", body), 400, 3);
    assertThat(status.get("message").asText()).contains(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/models?page_sze=3 | page_sze is no parameter here, but page_size, page_token",
        "/v1/models?page_size=many | page_size is 'many' but must be a number in its range",
        "/v1/models?page_size=99999999999 | page_size is '99999999999' but must be",
        "/v1/datasets/shop/items?active=perhaps | active is 'perhaps' but must be true or false",
        "/v1/models/shop/recommendations?user_id=u1&filter.allowed=i1 | filter.allowed is no",
        "/v1/models/shop/recommendations?user_id=u1&filter=i1 | filter is no parameter here, but",
        "/v1/models/shop/recommendations?user_id=u1&model=shop@1 | model is no parameter here, but stands in the path",
        "/v1/datasets/shop/interactions?user_id=u1&user_id=u2 | user_id is given twice",
        "/v1/datasets/shop/interactions?user_id=u1&page_size=1&pageSize=2 | pageSize is given twice",
        "/v1/datasets/shop/interactions | user_id is '' but must be",
      })
  void aParameterThatIsNotRightIsRefusedByItsName(String path, String named) throws Exception {
    assertThat(refused(get(path), 400, 3).get("message").asText()).contains(named);
  }

  @Test
  void manyWrongParametersMakeNoLongAnswer() throws Exception {
    String names =
        IntStream.range(0, 1000).mapToObj(n -> "p" + n + "=1").collect(Collectors.joining("&"));
    HttpResponse<String> response = get("/v1/models?" + names);
    assertThat(refused(response, 400, 3).get("message").asText())
        .contains("p9 is no parameter here", "; and 990 more")
        .doesNotContain("p10 ");
    assertThat(response.body()).hasSizeLessThan(4000);
  }

  @Test
  void anIdMayHaveDotsInAParameter() throws Exception {
    assertThat(answered(get("/v1/datasets/shop/interactions?user_id=..%2F..")).get("interactions"))
        .isEmpty();
  }

  @Test
  void aParameterBesideABodyIsRefusedByItsName() throws Exception {
    JsonNode status =
        refused(
            post(
                "/v1/datasets/shop/interactions?request_id=once",
                "{\"interactions\": [{\"user_id\": \"beside\", \"item_id\": \"i1\"}]}"),
            400,
            3);
    assertThat(status.get("message").asText())
        .contains("request_id is no parameter here, where the request is the body");
    assertThat(interactions("beside")).isEmpty();
  }

  static Stream<Arguments> bodiesThatSayTwoThingsOrNone() {
    String one = "{\"interactions\": [{\"user_id\": \"%s\", \"item_id\": \"i1\"}]%s}";
    return Stream.of(
        Arguments.of(one.formatted("torn", "") + one.formatted("torn", ""), "something follows"),
        Arguments.of(one.formatted("torn", "") + " rest", "'rest'"),
        Arguments.of(
            one.formatted("torn", ", \"interactions\": []"), "Duplicate field 'interactions'"),
        Arguments.of(one.formatted("torn\\ud800", ""), "half of a surrogate pair"),
        Arguments.of(one.formatted("torn\u00e9", ""), "not in UTF-8"),
        Arguments.of(
            one.formatted("torn", ", \"dataset\": \"another\""),
            "dataset is 'another' in the body but 'shop' in the path"));
  }

  @ParameterizedTest
  @MethodSource("bodiesThatSayTwoThingsOrNone")
  void aBodyThatSaysTwoThingsOrNoneIsRefusedAndNothingOfItIsTaken(String body, String named)
      throws Exception {
    HttpRequest.BodyPublisher bytes =
        HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.ISO_8859_1));
    JsonNode status =
        refused(
            send(
                request("/v1/datasets/shop/interactions")
                    .header("content-type", "application/json")
                    .POST(bytes)),
            400,
            3);
    assertThat(status.get("message").asText()).contains(named);
    for (String user : List.of("torn", "torn%3F", "torn%EF%BF%BD")) {
      assertThat(interactions(user)).isEmpty();
    }
  }

  private static JsonNode interactions(String user) throws Exception {
    return answered(get("/v1/datasets/shop/interactions?user_id=" + user)).get("interactions");
  }

  @Test
  void aBodyMayRepeatWhatThePathSays() throws Exception {
    answered(post("/v1/models/shop:recommend", "{\"model\": \"shop\", \"user_id\": \"u1\"}"));
  }

  @ParameterizedTest
  @CsvSource({"{\"training_id\": \"none\"},5", "{\"training_id\": \"none\"} rest,3"})
  void aStreamThatIsRefusedByGrpcWebInJsonSaysHow(String json, int code) throws Exception {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(5 + bytes.length).put((byte) 0).putInt(bytes.length);
    HttpResponse<String> response =
        send(
            request("/emkd.v1.TrainingService/WatchTraining")
                .header("content-type", "application/grpc-web+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(frame.put(bytes).array())));
    assertThat(response.headers().firstValue("grpc-status")).hasValue(String.valueOf(code));
  }

  @Test
  void whatIsNotThereIsSaidInJsonWithItsDetails() throws Exception {
    JsonNode status = refused(get("/v1/models/none"), 404, 5);
    assertThat(status.get("message").asText()).contains("model 'none' does not exist");
    assertThat(status.get("details").findValuesAsText("reason")).contains("MODEL_NOT_FOUND");
    assertThat(refused(get("/v1/nothing"), 404, 5).get("message").asText())
        .contains("/openapi.yaml");
    refused(send(request("/v1/models/shop").PUT(HttpRequest.BodyPublishers.noBody())), 405, 12);
    refused(
        send(
            request("/v1/models/shop:recommend")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user_id\": \"u1\"}"))),
        400,
        3);
  }

  @Test
  void bodiesTakeNoMoreMemoryThanTheyMay() throws Exception {
    // 16 bytes of memory for each that comes, as much as all requests may take together: 4 MiB.
    String large = "{\"user_id\": \"" + "u".repeat(5 << 20) + "\"}";
    HttpResponse<String> response = post("/v1/models/shop:recommend", large);
    JsonNode status = refused(response, 429, 8);
    assertThat(status.get("message").asText()).contains("limits.request_memory");
    assertThat(response.headers().firstValue("retry-after")).hasValue("2");
    byte[] untold = "x".repeat(70_000).getBytes(StandardCharsets.UTF_8);
    refused(
        send(
            request("/v1/models/shop:recommend")
                .header("content-type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(untold)))),
        413,
        8);
    answered(post("/v1/models/shop:recommend", "{\"user_id\": \"u1\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "https://localhost:1", "null", "http://[broken"})
  void aPageOfAnotherOriginMayNotCall(String origin) throws Exception {
    refused(send(request("/v1/datasets").header("origin", origin)), 403, 7);
  }

  @Test
  void thisServersOwnPageMayCall() throws Exception {
    answered(
        send(request("/v1/datasets").header("origin", "http://localhost:" + server.httpPort())));
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example,421",
    "localhost.evil.example:8501,421",
    "127.0.0.1:1,200",
    "[::1],200"
  })
  void aNameThatSomebodysDnsMayPointHereIsNotAnsweredTo(String host, int status) throws Exception {
    try (Socket socket = new Socket("localhost", server.httpPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET /v1/datasets HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void aStreamComesByGrpcWebInJson() throws Exception {
    byte[] json =
        JsonFormat.printer()
            .print(TestShop.training("shop", "streamed", 2))
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(5 + json.length).put((byte) 0).putInt(json.length);
    HttpResponse<byte[]> response =
        CLIENT.send(
            request("/emkd.v1.TrainingService/Train")
                .header("content-type", "application/grpc-web+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(frame.put(json).array()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    String text = new String(response.body(), StandardCharsets.UTF_8);
    assertThat(text).contains("\"accepted\"", "\"validation\"", "\"published\"", "\"ended\"");
    assertThat(text).containsPattern("grpc-status: ?0");
  }

  @Test
  void manyCallsAtOnceAreAllAnswered() {
    List<HttpResponse<String>> answers =
        IntStream.range(0, 90)
            .mapToObj(
                call ->
                    CLIENT.sendAsync(
                        request("/v1/models/shop/recommendations?user_id=u" + (call % 60 + 1))
                            .build(),
                        HttpResponse.BodyHandlers.ofString()))
            .toList()
            .stream()
            .map(future -> future.join())
            .toList();
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
  }

  @Test
  void thePageRunsNothingButItsOwn() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'sha256-", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("/*script*/", "/*style*/", "src=");
    assertThat(get("/openapi.yaml").body()).contains("/v1/models/{model}:recommend:");
  }
}
