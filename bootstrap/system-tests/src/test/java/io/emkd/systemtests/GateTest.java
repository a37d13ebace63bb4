package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.emkd.server.EmkdServer;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/**
 * {@code evaluate} as a gate, against a server with a version that learned and one that did not.
 */
class GateTest {
  private static final String LEARNED = "shop@1";
  private static final String UNLEARNED = "shop@2";

  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void publishTwoVersions() {
    server = TestShop.server(folder.resolve("data"));
    channel = TestShop.channel(server);
    TestShop.importText(channel, "shop", TestShop.interactions(200));
    TrainRequest.Builder unlearned = TestShop.training("shop", "shop", 1).toBuilder();
    unlearned.getOptionsBuilder().setLearningRate(1e-9);
    for (TrainRequest version : List.of(TestShop.training("shop", "shop", 15), unlearned.build())) {
      TrainingServiceGrpc.newBlockingStub(channel).train(version).forEachRemaining(event -> {});
    }
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static Said evaluate(int port, String line) {
    List<String> all = new ArrayList<>(List.of(("evaluate " + line).split(" ")));
    all.addAll(List.of("--target", "localhost:" + port));
    Said said = Said.by(all.toArray(String[]::new));
    // The server is in this process and logs there, too.
    return new Said(
        said.status(),
        said.out(),
        said.err().replaceAll("(?m)^\\d{4}-\\d\\d-\\d\\d .* INFO .*\\R", ""));
  }

  private static Said evaluate(String line) {
    return evaluate(server.port(), line);
  }

  private static JsonObject comparison(String line) {
    return JsonParser.parseString(evaluate(line + " --output json").out())
        .getAsJsonObject()
        .getAsJsonObject("comparison");
  }

  /** The one suite of a report that JUnit's schema allows. */
  private static Element suite(Path report) throws Exception {
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(GateTest.class.getResource("/junit.xsd"))
        .newValidator()
        .validate(new StreamSource(report.toFile()));
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getDocumentElement();
    Element suite = (Element) root.getElementsByTagName("testsuite").item(0);
    for (String kind : List.of("failure", "error")) {
      assertThat(suite.getAttribute(kind + "s"))
          .isEqualTo(String.valueOf(suite.getElementsByTagName(kind).getLength()));
    }
    assertThat(suite.getAttribute("tests"))
        .isEqualTo(String.valueOf(suite.getElementsByTagName("testcase").getLength()));
    return suite;
  }

  private static String attribute(Element suite, String element, int index, String name) {
    return ((Element) suite.getElementsByTagName(element).item(index)).getAttribute(name);
  }

  @Test
  void whatHoldsIsStatus0AndATestThatPassed() throws Exception {
    Path report = folder.resolve("holds.xml");
    Said said =
        evaluate("--model shop@1 --require MRR>=0.01 --not-worse-than shop@2 --junit " + report);
    assertThat(said.out()).containsPattern("passed +MRR>=0.01 +0\\.\\d{5} +0.01000 +\\+0\\.\\d{5}");
    assertThat(said.out()).containsPattern("passed +NDCG@10 not worse than shop@2 ");
    assertThat(said.err()).isEmpty();
    assertThat(said.status()).isZero();
    Element suite = suite(report);
    assertThat(suite.getAttribute("tests")).isEqualTo("2");
    assertThat(suite.getAttribute("failures")).isEqualTo("0");
    assertThat(attribute(suite, "testcase", 0, "classname")).isEqualTo(LEARNED);
    assertThat(attribute(suite, "testcase", 1, "name")).isEqualTo("NDCG@10 not worse than shop@2");
  }

  @Test
  void whatDoesNotHoldIsStatus4AndToldWithWhatItFailedBy() throws Exception {
    Path report = folder.resolve("fails.xml");
    Said said =
        evaluate(
            "--model shop@2 --require MRR>=1 --require HR@20>=0.5 --not-worse-than serving"
                + " --tolerance 0.002 --junit "
                + report);
    assertThat(said.out()).containsPattern("FAILED +MRR>=1.0 +0\\.\\d{5} +1.00000 +-0\\.\\d{5}");
    assertThat(said.out()).containsPattern("passed +HR@20>=0.5 +1.00000 +0.50000 +\\+0.50000");
    assertThat(said.out())
        .containsPattern(
            "FAILED +NDCG@10 not worse than shop@1 +-0\\.\\d{5} +-0.00200 +-0\\.\\d{5}")
        .containsPattern(
            "NDCG@10 of 200 users: .* of shop@1;\\Rthe difference is -0\\.\\d{5} to -0");
    assertThat(said.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(said.err()).isEmpty();
    assertThat(said.status()).isEqualTo(4);
    Element suite = suite(report);
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(attribute(suite, "testcase", 0, "classname")).isEqualTo(UNLEARNED);
    assertThat(attribute(suite, "failure", 0, "message"))
        .matches("MRR>=1.0 does not hold: 0\\.\\d{5} where 1.00000 is required, too low by 0.*");
    assertThat(attribute(suite, "failure", 1, "message"))
        .contains("NDCG@10 not worse than shop@1 does not hold", "of 200 users");
  }

  @Test
  void aToleranceLetsAVersionBeWorseAndAMetricSaysInWhat() {
    assertThat(evaluate("--model shop@2 --not-worse-than shop@1 --tolerance 1").status()).isZero();
    // All targets are among twenty items.
    assertThat(evaluate("--model shop@2 --not-worse-than shop@1 --metric HR@20").status()).isZero();
    assertThat(evaluate("--model shop@2 --not-worse-than shop@1 --metric HR@1").status())
        .isEqualTo(4);
  }

  @Test
  void theIntervalIsTheSameEachTimeAndWiderWithMoreConfidence() {
    JsonObject once = comparison("--model shop@1 --not-worse-than shop@2");
    assertThat(comparison("--model shop@1 --not-worse-than shop@2")).isEqualTo(once);
    assertThat(once.get("users").getAsInt()).isEqualTo(200);
    assertThat(once.get("difference").getAsDouble())
        .isBetween(
            once.get("lowest_difference").getAsDouble(),
            once.get("highest_difference").getAsDouble());
    JsonObject surer = comparison("--model shop@1 --not-worse-than shop@2 --confidence 0.99");
    assertThat(surer.get("lowest_difference").getAsDouble())
        .isLessThan(once.get("lowest_difference").getAsDouble());
  }

  @Test
  void theVersionThatServesIsNotWorseThanItself() {
    JsonObject itself = comparison("--model shop --not-worse-than serving");
    assertThat(itself.getAsJsonObject("other").get("version").getAsInt()).isEqualTo(1);
    for (String figure : List.of("difference", "lowest_difference", "highest_difference")) {
      assertThat(itself.get(figure).getAsDouble()).as(figure).isZero();
    }
    assertThat(itself.get("passed").getAsBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|--model shop --not-worse-than shop@9|NOT_FOUND: model 'shop@9'",
        "1|--model none --not-worse-than serving|NOT_FOUND: model 'none'",
        "2|--model shop --not-worse-than serving --tolerance 2|not_worse_than.tolerance is 2.0 but must be 0 to 1",
        "2|--model shop --not-worse-than serving --confidence 1|not_worse_than.confidence is 1.0 but must be 0.5 to 0.99",
        "2|--model shop --not-worse-than serving --metric NDCG|not_worse_than.metric is 'NDCG' but must be HR@K",
        "2|--model shop --not-worse-than Shop|not_worse_than.model is 'Shop'",
        "2|--model shop --require NDCG|requirements is 'NDCG'",
      })
  void anEvaluationThatCannotBeDoneIsAnErrorInTheReport(int status, String line, String message)
      throws Exception {
    Path report = Files.writeString(folder.resolve("refused.xml"), "of before");
    evaluate(line + " --junit " + report).isRefusedInALine(status, message);
    Element suite = suite(report);
    assertThat(suite.getAttribute("errors")).isEqualTo("1");
    assertThat(attribute(suite, "error", 0, "message")).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model shop --tolerance 0.1|--tolerance is of --not-worse-than, which is not given",
        "--model shop --metric MRR|--metric is of --not-worse-than",
        "--model shop --confidence 0.9|--confidence is of --not-worse-than",
        "--model shop --junit x.xml|--junit needs a --require or --not-worse-than",
        "--model shop --require MRR>0 --junit /none/x.xml|mkdir -p /none",
        "--model shop --not-worse-than serving --tolerance much|--tolerance",
      })
  void aCommandLineThatMakesNoSenseIsStatus2(String line, String message) {
    evaluate(line).isRefusedInALine(2, message);
  }

  @Test
  void aServerThatIsDownIsStatus3AndAnErrorInTheReport() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Path report = folder.resolve("down.xml");
    evaluate(free, "--model shop --require MRR>=0 --junit " + report)
        .isRefusedInALine(3, "no server answers at localhost:" + free);
    assertThat(attribute(suite(report), "error", 0, "message")).contains("no server answers");
  }

  /** Else its silence would pass every version. */
  @Test
  void aServerThatDoesNotKnowTheComparisonIsToldApart() throws IOException {
    Server older =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(
                new EvaluationServiceGrpc.EvaluationServiceImplBase() {
                  @Override
                  public void evaluate(
                      EvaluateRequest request, StreamObserver<EvaluateResponse> answer) {
                    answer.onNext(EvaluateResponse.newBuilder().setPassed(true).build());
                    answer.onCompleted();
                  }
                })
            .build()
            .start();
    try {
      evaluate(older.getPort(), "--model shop --not-worse-than serving")
          .isRefusedInALine(1, "--not-worse-than is unknown to the server");
    } finally {
      older.shutdownNow();
    }
  }

  @Test
  void whatListsHoldStandsBesideTheBaselines() {
    Said said = evaluate("--model shop@1 --baselines --lists 5");

    assertThat(said.status()).isZero();
    assertThat(said.out())
        .containsPattern("lists of 5 +coverage +gini +popularity +of histories +miscalibration")
        .containsPattern("shop@1( +[0-9.]+){4} +(-|[0-9.]+)")
        .containsPattern("sequence_knn( +[0-9.]+){4} ");
    JsonObject lists =
        JsonParser.parseString(evaluate("--model shop@1 --lists 5 --output json").out())
            .getAsJsonObject()
            .getAsJsonObject("lists");
    assertThat(lists.get("item_coverage").getAsDouble()).isBetween(0.01, 1.0);
    assertThat(lists.get("average_popularity").getAsDouble()).isPositive();
    evaluate("--model shop@1 --lists 101")
        .isRefusedInALine(2, "--lists is 101 but must be 1 to 100");
  }
}
