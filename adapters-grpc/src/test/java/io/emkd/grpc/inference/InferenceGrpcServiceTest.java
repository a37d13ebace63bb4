package io.emkd.grpc.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.recommendation.AnswerHistories;
import io.emkd.domain.recommendation.InactiveItems;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.domain.registry.ModelReference;
import io.emkd.grpc.MemoryDatasets;
import io.emkd.grpc.MemoryItems;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.ServedShop;
import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.emkd.inference.InferParameter;
import io.emkd.inference.InferTensorContents;
import io.emkd.inference.ModelInferRequest;
import io.emkd.inference.ModelInferRequest.InferInputTensor;
import io.emkd.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.emkd.inference.ModelInferResponse;
import io.emkd.inference.ModelInferResponse.InferOutputTensor;
import io.emkd.inference.ModelReadyRequest;
import io.emkd.inference.ServerLiveRequest;
import io.emkd.inference.ServerMetadataRequest;
import io.emkd.inference.ServerReadyRequest;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Open Inference Protocol over a model whose scores are known. */
@Timeout(60)
class InferenceGrpcServiceTest {
  private final ServedShop shop = new ServedShop();
  private final AtomicBoolean ready = new AtomicBoolean();
  private final ServedCalls calls = new ServedCalls(service());
  private final GRPCInferenceServiceBlockingStub stub =
      GRPCInferenceServiceGrpc.newBlockingStub(calls.channel());

  private InferenceGrpcService service() {
    MemoryDatasets datasets = new MemoryDatasets().with("shop");
    RecommendItems recommend =
        new RecommendItems(datasets, shop.models, new InactiveItems(new MemoryItems()));
    return new InferenceGrpcService(
        new AnswerHistories(datasets, shop.models, recommend), shop.store, "1.2.3", ready::get);
  }

  @AfterEach
  void stop() {
    calls.close();
    shop.close();
  }

  private static List<ByteString> texts(String... texts) {
    return Arrays.stream(texts).map(ByteString::copyFromUtf8).toList();
  }

  private static InferInputTensor.Builder history(long rows, long columns) {
    return InferInputTensor.newBuilder()
        .setName("history")
        .setDatatype("BYTES")
        .addShape(rows)
        .addShape(columns);
  }

  private static ModelInferRequest.Builder asked(long rows, long columns, String... ids) {
    return ModelInferRequest.newBuilder()
        .setModelName("shop")
        .addInputs(
            history(rows, columns)
                .setContents(InferTensorContents.newBuilder().addAllBytesContents(texts(ids))));
  }

  private static ModelInferRequest.Builder raw(long rows, long columns, String... ids) {
    return ModelInferRequest.newBuilder()
        .setModelName("shop")
        .addInputs(history(rows, columns))
        .addRawInputContents(RawTexts.write(texts(ids)));
  }

  private static InferParameter integer(long value) {
    return InferParameter.newBuilder().setInt64Param(value).build();
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  private static InferOutputTensor output(ModelInferResponse response, String name) {
    return response.getOutputsList().stream()
        .filter(output -> output.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> items(ModelInferResponse response) {
    return output(response, "items").getContents().getBytesContentsList().stream()
        .map(ByteString::toStringUtf8)
        .toList();
  }

  private List<String> best(int count, String... without) {
    return shop.ranked(without).subList(0, count);
  }

  @Test
  void eachHistoryHasARowOfItemsWithoutThoseThatWereSeen() {
    ModelInferResponse response =
        stub.modelInfer(
            asked(2, 3, "i1", "i2", "elsewhere", "", "i5", "")
                .setId("mine")
                .putParameters("k", integer(4))
                .build());

    List<String> expected = new ArrayList<>(best(4, "i1", "i2"));
    expected.addAll(best(4, "i5"));
    assertThat(items(response)).isEqualTo(expected);
    assertThat(response.getModelName()).isEqualTo("shop");
    assertThat(response.getModelVersion()).isEqualTo("1");
    assertThat(response.getId()).isEqualTo("mine");
    assertThat(response.getOutputsList())
        .extracting(InferOutputTensor::getName)
        .containsExactly("items", "scores", "cold_start", "unknown_items", "encodings");
    assertThat(output(response, "items").getShapeList()).containsExactly(2L, 4L);
    assertThat(output(response, "unknown_items").getContents().getIntContentsList())
        .containsExactly(1, 0);
    assertThat(output(response, "cold_start").getContents().getBoolContentsList())
        .containsExactly(false, false);
    List<Float> scores = output(response, "scores").getContents().getFp32ContentsList();
    for (int i = 0; i < expected.size(); i++) {
      int number = Integer.parseInt(expected.get(i).substring(1));
      assertThat(scores.get(i)).isEqualTo(FixedScoresEngine.score(number));
    }
  }

  @Test
  void encodingsAreTheNetworksStatesAndOfAColdStartZeros() {
    ModelInferResponse response =
        stub.modelInfer(
            asked(2, 2, "i1", "i4", "", "hat")
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("encodings"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("cold_start"))
                .build());
    assertThat(response.getOutputsList())
        .extracting(InferOutputTensor::getName)
        .containsExactly("encodings", "cold_start");
    // Items 1 and 4, and 10, the mask token.
    assertThat(response.getOutputs(0).getContents().getFp32ContentsList())
        .containsExactly(15f, 15f, 0f, 0f);
    assertThat(response.getOutputs(0).getShapeList()).containsExactly(2L, 2L, 1L);
    assertThat(response.getOutputs(1).getContents().getBoolContentsList())
        .containsExactly(false, true);
  }

  @Test
  void rawContentsAreAnsweredByTheSameRawContents() {
    String[] ids = {"i1", "", "i2", "i3"};
    ModelInferResponse typed = stub.modelInfer(asked(2, 2, ids).build());
    ModelInferResponse raw = stub.modelInfer(raw(2, 2, ids).build());

    assertThat(raw.getRawOutputContentsCount()).isEqualTo(5);
    assertThat(raw.getOutputsList()).noneMatch(InferOutputTensor::hasContents);
    List<ByteString> items =
        RawTexts.read(
            "items",
            raw.getRawOutputContents(0),
            typed.getOutputs(0).getContents().getBytesContentsCount());
    assertThat(items).isEqualTo(typed.getOutputs(0).getContents().getBytesContentsList());
    assertThat(floats(raw.getRawOutputContents(1)))
        .isEqualTo(typed.getOutputs(1).getContents().getFp32ContentsList());
    assertThat(raw.getRawOutputContents(2)).isEqualTo(ByteString.copyFrom(new byte[2]));
    assertThat(raw.getRawOutputContents(3)).isEqualTo(ByteString.copyFrom(new byte[8]));
    assertThat(floats(raw.getRawOutputContents(4)))
        .isEqualTo(typed.getOutputs(4).getContents().getFp32ContentsList());
  }

  private static List<Float> floats(ByteString raw) {
    ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Float> values = new ArrayList<>();
    while (bytes.hasRemaining()) {
      values.add(bytes.getFloat());
    }
    return values;
  }

  @Test
  void whereThereAreNoMoreItemsTheRowIsFilledUp() {
    ModelInferResponse response =
        stub.modelInfer(asked(1, 1, "i1").putParameters("k", integer(12)).build());
    assertThat(items(response)).hasSize(12).startsWith(best(8, "i1").toArray(String[]::new));
    assertThat(items(response).subList(8, 12)).containsOnly("");
    assertThat(output(response, "scores").getContents().getFp32ContentsList().subList(8, 12))
        .containsOnly(-Float.MAX_VALUE);
  }

  @Test
  void seenItemsMayBeAskedForAndAColdStartRefused() {
    assertThat(
            items(
                stub.modelInfer(
                    asked(1, 1, "i1")
                        .putParameters("k", integer(9))
                        .putParameters(
                            "include_seen", InferParameter.newBuilder().setBoolParam(true).build())
                        .build())))
        .isEqualTo(shop.ranked());
    Refusal refused =
        Refusal.of(
            () ->
                stub.modelInfer(
                    asked(1, 1, "hat").putParameters("cold_start", text("refuse")).build()));
    assertThat(refused.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(refused.reason()).isEqualTo("NO_USABLE_HISTORY");
  }

  @Test
  void aVersionIsNamedByNumberOrNotAtAll() {
    assertThat(stub.modelInfer(asked(1, 1, "i1").setModelVersion("3").build()).getModelVersion())
        .isEqualTo("3");
    for (String bad : List.of("0", "-1", "1.5", "V")) {
      assertThat(
              Refusal.of(() -> stub.modelInfer(asked(1, 1, "i1").setModelVersion(bad).build()))
                  .code())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  record Wrong(ModelInferRequest.Builder request, String said) {
    @Override
    public String toString() {
      return said;
    }
  }

  private static ModelInferRequest.Builder shaped(long... shape) {
    InferInputTensor.Builder tensor = InferInputTensor.newBuilder().setName("history");
    Arrays.stream(shape).forEach(tensor::addShape);
    return ModelInferRequest.newBuilder()
        .setModelName("shop")
        .addInputs(tensor.setDatatype("BYTES"))
        .addRawInputContents(ByteString.EMPTY);
  }

  static Stream<Wrong> wrongRequests() {
    InferRequestedOutputTensor.Builder items =
        InferRequestedOutputTensor.newBuilder().setName("items");
    return Stream.of(
        new Wrong(ModelInferRequest.newBuilder().setModelName("shop"), "inputs is 0 tensors"),
        new Wrong(
            asked(1, 1, "i1").addInputs(history(1, 1)), "inputs is 2 tensors but must be the"),
        new Wrong(
            ModelInferRequest.newBuilder()
                .setModelName("shop")
                .addInputs(history(1, 1).setName("x")),
            "inputs[0].name is 'x' but must be history"),
        new Wrong(
            ModelInferRequest.newBuilder()
                .setModelName("shop")
                .addInputs(history(1, 1).setDatatype("INT64")),
            "history.datatype is 'INT64' but must be BYTES"),
        new Wrong(shaped(), "history.shape is [] but must be [B, T]"),
        new Wrong(shaped(3), "history.shape is [3]"),
        new Wrong(shaped(1, 1, 1), "history.shape is [1, 1, 1]"),
        new Wrong(shaped(0, 1), "history.shape is [0, 1]"),
        new Wrong(shaped(1, -1), "history.shape is [1, -1]"),
        new Wrong(shaped(129, 1), "history.shape is [129, 1]"),
        new Wrong(shaped(1, 100_001), "history.shape is [1, 100001]"),
        new Wrong(shaped(128, 100_000), "at most 500000 in all"),
        new Wrong(shaped(Long.MAX_VALUE, Long.MAX_VALUE), "history.shape is ["),
        new Wrong(shaped(1L << 32, 1L << 32), "history.shape is ["),
        new Wrong(shaped(5, 100_000), "history is 0 bytes but must be of 500000 elements"),
        new Wrong(asked(2, 2, "i1"), "history is 1 elements but must be 4 of them"),
        new Wrong(raw(1, 1, "i1", "i2"), "history is more than 1 elements"),
        new Wrong(raw(1, 1, "i1").addRawInputContents(ByteString.EMPTY), "is 2 pieces"),
        new Wrong(
            asked(1, 1, "i1").addRawInputContents(ByteString.EMPTY),
            "history.contents is there beside raw_input_contents"),
        new Wrong(
            raw(1, 1, "i1").setRawInputContents(0, ByteString.fromHex("02000000ff61")),
            "history[0][0] is 2 bytes but must be a text in UTF-8"),
        new Wrong(asked(1, 2, "i1", "i".repeat(5000)), "history[0][1] is 5000 bytes"),
        new Wrong(asked(2, 1, "i1", "i".repeat(257)), "history[1][0] is 'iii"),
        new Wrong(asked(1, 1, "a\nb"), "] is 'a\ufffdb' but must be 1 to 256"),
        new Wrong(
            asked(1, 1, "i1").putParameters("k", integer(0)),
            "parameters.k is 0 but must be an integer of 1 to 1000"),
        new Wrong(
            asked(1, 1, "i1").putParameters("k", integer(1L << 32)), "parameters.k is 4294967296"),
        new Wrong(asked(1, 1, "i1").putParameters("k", text("5")), "parameters.k is '5'"),
        new Wrong(
            asked(1, 1, "i1").putParameters("include_seen", integer(1)),
            "parameters.include_seen is 1 but must be a truth value"),
        new Wrong(
            asked(1, 1, "i1").putParameters("cold_start", text("warm")),
            "parameters.cold_start is 'warm' but must be popularity or refuse"),
        new Wrong(
            asked(1, 1, "i1").putParameters("timeout", integer(1)),
            "parameters is 'timeout' but must be of k, include_seen and cold_start"),
        new Wrong(
            asked(1, 1, "i1").addOutputs(items).addOutputs(items), "outputs[1].name is 'items'"),
        new Wrong(
            asked(1, 1, "i1").addOutputs(InferRequestedOutputTensor.newBuilder().setName("x")),
            "outputs[0].name is 'x' but must be one of items, scores, cold_start"),
        new Wrong(
            asked(1, 1, "i1")
                .addOutputs(
                    InferRequestedOutputTensor.newBuilder()
                        .setName("items")
                        .putParameters("classification", integer(3))),
            "outputs[0].parameters is 'classification'"),
        new Wrong(
            ModelInferRequest.newBuilder()
                .setModelName("shop")
                .addInputs(history(1, 1).putParameters("shared_memory_region", text("x"))),
            "history.parameters is 'shared_memory_region'"));
  }

  @ParameterizedTest
  @MethodSource("wrongRequests")
  void whatIsNotRightIsNamedWithItsValueAndWhatIsValid(Wrong wrong) {
    Refusal refused = Refusal.of(() -> stub.modelInfer(wrong.request().build()));
    assertThat(refused.code()).as(refused.message()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.message()).contains(wrong.said());
    assertThat(refused.fields()).isNotEmpty();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    Refusal refused =
        Refusal.of(
            () ->
                stub.modelInfer(
                    asked(1, 2, "a\nb", "c\nd")
                        .setModelName("NO")
                        .putParameters("k", integer(-1))
                        .build()));
    assertThat(refused.fields())
        .containsExactly("model", "parameters.k", "history[0][0]", "history[0][1]");
  }

  /** KServe's client says over gRPC as well what is of HTTP. */
  @Test
  void whatSaysHowTensorsTravelOverHttpChangesNothing() {
    InferParameter yes = InferParameter.newBuilder().setBoolParam(true).build();
    ModelInferRequest.Builder request = raw(1, 1, "i1").putParameters("binary_data_output", yes);
    request.getInputsBuilder(0).putParameters("binary_data_size", integer(6));
    request.addOutputs(
        InferRequestedOutputTensor.newBuilder().setName("items").putParameters("binary_data", yes));
    assertThat(stub.modelInfer(request.build()).getRawOutputContents(0))
        .isEqualTo(stub.modelInfer(raw(1, 1, "i1").build()).getRawOutputContents(0));
  }

  @Test
  void aBatchIsAsLargeAsItMayBe() {
    String[] ids = Collections.nCopies(128 * 50, "i1").toArray(String[]::new);
    ModelInferResponse response =
        stub.withMaxInboundMessageSize(Integer.MAX_VALUE)
            .modelInfer(
                raw(128, 50, ids)
                    .addOutputs(InferRequestedOutputTensor.newBuilder().setName("unknown_items"))
                    .build());
    assertThat(response.getRawOutputContents(0)).isEqualTo(ByteString.copyFrom(new byte[512]));
  }

  @Test
  void theServerSaysWhetherItIsThereAndWhatItIs() {
    assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isFalse();
    ready.set(true);
    assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    var metadata = stub.serverMetadata(ServerMetadataRequest.getDefaultInstance());
    assertThat(metadata.getName()).isEqualTo("emkd-server");
    assertThat(metadata.getVersion()).isEqualTo("1.2.3");
  }

  private boolean modelIsReady(String name, String version) {
    return stub.modelReady(ModelReadyRequest.newBuilder().setName(name).setVersion(version).build())
        .getReady();
  }

  @Test
  void aVersionIsReadyUnlessItIsDamaged() {
    assertThat(modelIsReady("shop", "")).isTrue();
    shop.store.refused(new ModelReference("shop", 2), "weights");
    assertThat(modelIsReady("shop", "2")).isFalse();
    assertThat(modelIsReady("shop", "1")).isTrue();
  }
}
