package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.server.EmkdServer;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.ManagedChannel;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Open Inference Protocol over HTTP, by a client that knows its JSON alone. */
class OpenInferenceHttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String INFER = "/v2/models/shop/infer";
  private static final String ONE =
      """
      {"inputs": [{"name": "history", "shape": [1, 2], "datatype": "BYTES", "data": ["i1", "i2"]}]}
      """;

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

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> post(String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private static HttpResponse<byte[]> post(String path, String json) throws Exception {
    return post(path, json.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(HttpResponse<byte[]> response, int status) throws Exception {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
    return JSON.readTree(response.body());
  }

  private static JsonNode got(String path) throws Exception {
    return json(send(request(path)), 200);
  }

  private static JsonNode output(JsonNode answer, String name) {
    for (JsonNode output : answer.get("outputs")) {
      if (output.get("name").asText().equals(name)) {
        return output;
      }
    }
    throw new AssertionError(name + " is not in " + answer);
  }

  private static RecommendResponse recommended(int count, String... ids) {
    return RecommendationServiceGrpc.newBlockingStub(channel)
        .recommend(
            RecommendRequest.newBuilder()
                .setModel("shop")
                .setItems(ItemSequence.newBuilder().addAllItemIds(List.of(ids)))
                .setCount(count)
                .build());
  }

  @Test
  void rowsAreWhatRecommendAnswers() throws Exception {
    JsonNode answer =
        json(
            post(
                "/v2/models/shop/versions/1/infer",
                """
                {"id": "7", "parameters": {"k": 3},
                 "inputs": [{"name": "history", "shape": [2, 2], "datatype": "BYTES", "data": [["i1", "i2"], ["", "i5"]]}]}
                """),
            200);
    assertThat(answer.get("model_name").asText()).isEqualTo("shop");
    assertThat(answer.get("model_version").asText()).isEqualTo("1");
    assertThat(answer.get("id").asText()).isEqualTo("7");
    JsonNode items = output(answer, "items");
    assertThat(items.get("shape").toString()).isEqualTo("[2,3]");
    assertThat(items.get("datatype").asText()).isEqualTo("BYTES");
    int at = 0;
    for (RecommendResponse expected : List.of(recommended(3, "i1", "i2"), recommended(3, "i5"))) {
      for (var item : expected.getItemsList()) {
        assertThat(items.get("data").get(at).asText()).isEqualTo(item.getItemId());
        // A run of more histories may round otherwise.
        assertThat(output(answer, "scores").get("data").get(at).doubleValue())
            .isCloseTo(item.getScore(), within(1e-4));
        at++;
      }
    }
    assertThat(output(answer, "items").get("data")).hasSize(at);
    assertThat(output(answer, "cold_start").get("data").toString()).isEqualTo("[false,false]");
    assertThat(output(answer, "unknown_items").get("data").toString()).isEqualTo("[0,0]");
  }

  @Test
  void flatValuesAreRowsOneBehindTheOther() throws Exception {
    String nested = ONE.replace("[\"i1\", \"i2\"]", "[[\"i1\", \"i2\"]]");
    assertThat(json(post(INFER, ONE), 200)).isEqualTo(json(post(INFER, nested), 200));
  }

  @Test
  void theServerTellsOfItselfAndOfItsModels() throws Exception {
    assertThat(got("/v2/health/live").toString()).isEqualTo("{\"live\":true}");
    assertThat(got("/v2/health/ready").toString()).isEqualTo("{\"ready\":true}");
    assertThat(got("/v2").get("name").asText()).isEqualTo("emkd-server");
    assertThat(got("/v2").get("extensions").toString()).isEqualTo("[\"binary_tensor_data\"]");
    assertThat(got("/v2/models/shop/ready").toString())
        .isEqualTo("{\"name\":\"shop\",\"ready\":true}");
    JsonNode model = got("/v2/models/shop/versions/1");
    assertThat(model.get("versions").toString()).isEqualTo("[\"1\"]");
    assertThat(model.get("inputs").toString())
        .isEqualTo("[{\"name\":\"history\",\"datatype\":\"BYTES\",\"shape\":[-1,-1]}]");
    JsonNode encodings = model.get("outputs").get(4);
    // What it is said to be is what it is.
    JsonNode answered = output(json(post(INFER, ONE), 200), "encodings");
    assertThat(encodings.get("name").asText()).isEqualTo("encodings");
    assertThat(encodings.get("shape").get(0).asInt()).isEqualTo(-1);
    assertThat(encodings.get("shape").get(1)).isEqualTo(answered.get("shape").get(1));
    assertThat(encodings.get("shape").get(2)).isEqualTo(answered.get("shape").get(2));
    assertThat(json(send(request("/v2/models/none/ready")), 404).get("ready").asBoolean())
        .isFalse();
    assertThat(json(send(request("/v2/models/none")), 404).get("error").asText())
        .contains("model 'none' does not exist");
  }

  /** Short texts behind their lengths. */
  private static byte[] lengths(String... texts) {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    for (String text : texts) {
      raw.writeBytes(new byte[] {(byte) text.length(), 0, 0, 0});
      raw.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
    return raw.toByteArray();
  }

  private static byte[] body(String json, byte[] binary) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(binary);
    return body.toByteArray();
  }

  private static final String BINARY =
      """
      {"inputs": [{"name": "history", "shape": [1, 2], "datatype": "BYTES", "parameters": {"binary_data_size": 12}}],
       "outputs": [{"name": "scores", "parameters": {"binary_data": true}}, {"name": "items"}]}
      """;

  @Test
  void tensorsComeAndGoInBinaryBehindTheJson() throws Exception {
    byte[] raw = lengths("i1", "i2");
    HttpResponse<byte[]> response =
        post(
            INFER,
            body(BINARY, raw),
            "Inference-Header-Content-Length",
            String.valueOf(BINARY.length()));
    assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
    int length =
        (int) response.headers().firstValueAsLong("inference-header-content-length").orElseThrow();
    JsonNode answer = JSON.readTree(Arrays.copyOf(response.body(), length));
    assertThat(output(answer, "scores").get("parameters").toString())
        .isEqualTo("{\"binary_data_size\":40}");
    ByteBuffer scores =
        ByteBuffer.wrap(response.body(), length, response.body().length - length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (var item : recommended(10, "i1", "i2").getItemsList()) {
      assertThat(scores.getFloat()).isCloseTo((float) item.getScore(), within(1e-4f));
    }
    assertThat(scores.hasRemaining()).isFalse();
    assertThat(output(answer, "items").get("data")).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | inference-header-content-length is -1 but must be a number of 0 to",
        "x | inference-header-content-length is x but",
        "99999999999 | inference-header-content-length is 99999999999 but",
        "5 | the body is no JSON",
      })
  void aLengthOfTheJsonThatDoesNotHoldIsRefused(String length, String said) throws Exception {
    HttpResponse<byte[]> response =
        post(INFER, body(BINARY, lengths("i1", "i2")), "Inference-Header-Content-Length", length);
    assertThat(json(response, 400).get("error").asText()).contains(said);
  }

  @Test
  void binaryTensorsAreAsLongAsTheyAreSaidToBe() throws Exception {
    for (int size : List.of(11, 13, -1, Integer.MAX_VALUE)) {
      String json = BINARY.replace("12}", size + "}");
      HttpResponse<byte[]> response =
          post(
              INFER,
              body(json, lengths("i1", "i2")),
              "Inference-Header-Content-Length",
              String.valueOf(json.length()));
      assertThat(json(response, 400).get("error").asText()).contains("binary_data_size");
    }
    assertThat(json(post(INFER, BINARY), 400).get("error").asText())
        .contains("absent without the header inference-header-content-length");
    byte[] hostile = lengths("i1", "i2");
    hostile[3] = (byte) 0xFF;
    HttpResponse<byte[]> response =
        post(
            INFER,
            body(BINARY, hostile),
            "Inference-Header-Content-Length",
            String.valueOf(BINARY.length()));
    assertThat(json(response, 400).get("error").asText())
        .contains("history's element 0 is 4278190082 bytes long by its length");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | the body is no JSON",
        "{} {} | the body is no JSON",
        "[] | the body is ARRAY but must be a JSON object",
        "{\"inputs\": [], \"inputs\": []} | Duplicate field 'inputs'",
        "{\"imputs\": []} | a field of the body is imputs but must be one of id, inputs",
        "{\"inputs\": {}} | inputs is {} but must be a list",
        "{\"inputs\": [1]} | inputs[0] is 1 but must be an object",
        "{\"model_name\": \"other\"} | model_name is other but must be shop",
        "{\"id\": 7} | id is 7 but must be a text",
        "{\"parameters\": []} | parameters is [] but must be an object",
        "{\"parameters\": {\"k\": null}} | parameters.k is null but must be a truth value",
        "{\"parameters\": {\"k\": 1.5}} | parameters.k is 1.5 but must be an integer",
        "{\"parameters\": {\"binary_data_output\": 1}} | parameters.binary_data_output is 1 but",
        "{\"outputs\": [{\"name\": \"items\", \"data\": []}]} | a field of outputs[0]. is data",
        "{} | inputs is 0 tensors but must be the tensor history",
      })
  void aBodyThatIsNotRightIsRefusedWithWhatIsWrong(String body, String said) throws Exception {
    JsonNode error = json(post(INFER, body), 400);
    assertThat(error.get("error").asText()).contains(said);
    assertThat(error.get("code").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"shape\": [1, 2] | \"shape\": [2, 2] | inputs[0].data is a list of 2 but must be of as many values as the shape [2, 2]",
        "\"shape\": [1, 2] | \"shape\": [1, \"2\"] | inputs[0].shape is [1,\"2\"] but must be",
        "\"shape\": [1, 2] | \"shape\": [1e2] | inputs[0].shape is [100.0] but must be",
        "[\"i1\", \"i2\"] | [50, 181] | inputs[0].data[0] is 50 but must be a text",
        "[\"i1\", \"i2\"] | \"i1\" | inputs[0].data is \"i1\" but must be a list of texts",
        "[\"i1\", \"i2\"] | [[\"i1\"]] | inputs[0].data[0] is a list of 1 but must be one of 2",
        "[\"i1\", \"i2\"] | [[\"i1\", [\"i2\"]]] | inputs[0].data[0][1] is [\"i2\"] but must be",
        "\"BYTES\" | \"INT64\" | history.datatype is 'INT64' but must be BYTES",
        "\"data\" | \"date\" | a field of inputs[0]. is date but must be one of data",
      })
  void aTensorThatIsNotRightIsRefusedWithWhatIsWrong(String right, String wrong, String said)
      throws Exception {
    assertThat(ONE).contains(right);
    assertThat(json(post(INFER, ONE.replace(right, wrong)), 400).get("error").asText())
        .contains(said);
  }

  @Test
  void whatIsElsewhereWrongIsSaidInTheSameForm() throws Exception {
    assertThat(json(send(request("/v2/nothing")), 404).get("error").asText())
        .contains("nothing is at this path");
    assertThat(json(send(request(INFER)), 405).get("error").asText()).isNotEmpty();
    assertThat(json(send(request("/v2?x=1")), 400).get("error").asText())
        .contains("the URL's parameter is x");
    assertThat(
            json(send(request("/v2").header("origin", "http://evil.example")), 403)
                .get("error")
                .asText())
        .contains("origins");
    assertThat(
            json(post(INFER, ONE.getBytes(StandardCharsets.UTF_8), "content-encoding", "gzip"), 400)
                .get("error")
                .asText())
        .contains("content-encoding is gzip");
    // 16 bytes of memory for each that comes, as much as all requests may take together: 4 MiB.
    HttpResponse<byte[]> large = post(INFER, new byte[5 << 20]);
    assertThat(json(large, 429).get("error").asText()).contains("limits.request_memory");
    assertThat(large.headers().firstValue("retry-after")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "404"})
  void aCallCountsAsTheCallThatItIsAndHasItsId(String status) throws Exception {
    boolean there = status.equals("200");
    String count =
        "grpc_server_processing_duration_seconds_count\\{method=\"ModelInfer\".*statusCode=\"%s\""
            .formatted(there ? "OK" : "NOT_FOUND");
    double before = Metrics.scraped(server, count);
    HttpResponse<byte[]> response =
        post(
            there ? INFER : "/v2/models/none/infer",
            ONE.getBytes(StandardCharsets.UTF_8),
            "x-request-id",
            "told-by-http");
    json(response, Integer.parseInt(status));
    assertThat(response.headers().firstValue("x-request-id")).hasValue("told-by-http");
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(Metrics.scraped(server, count)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/octet-stream"})
  void whatIsNoCharacterIsRefusedWhateverTheBodyIsCalled(String type) throws Exception {
    HttpResponse<byte[]> half =
        post(
            INFER,
            ONE.replace("i2", "\\ud800").getBytes(StandardCharsets.UTF_8),
            "content-type",
            type);
    assertThat(json(half, 400).get("error").asText())
        .contains("the body is no JSON: half of a surrogate pair");
    HttpResponse<byte[]> latin =
        post(
            INFER,
            ONE.replace("i2", "caf\u00e9").getBytes(StandardCharsets.ISO_8859_1),
            "content-type",
            type);
    assertThat(json(latin, 400).get("error").asText())
        .contains("the body is no JSON: it is not in UTF-8");
  }

  /** A batch shares graph runs, though nobody else calls. */
  @Test
  void aBatchSharesGraphRuns() throws Exception {
    String count = "emkd_scoring_batch_size_count\\{.*model=\"shop\"";
    double before = Metrics.scraped(server, count);
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 100; row++) {
      rows.append(row == 0 ? "" : ",").append("[\"i1\", \"i2\"]");
    }
    json(
        post(
            INFER, ONE.replace("[1, 2]", "[100, 2]").replace("[\"i1\", \"i2\"]", "[" + rows + "]")),
        200);
    assertThat(Metrics.scraped(server, count) - before).isLessThan(5);
  }
}
