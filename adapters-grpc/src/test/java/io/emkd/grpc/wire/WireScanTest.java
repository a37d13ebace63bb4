package io.emkd.grpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.inference.InferTensorContents;
import io.emkd.inference.ModelInferRequest;
import io.emkd.inference.ModelInferRequest.InferInputTensor;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.ItemFilter;
import io.emkd.v1.RecommendRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Limits that hold before anything is made of a message. */
class WireScanTest {
  @Test
  void manyElementsAreNamedBeforeTheyAreRead() {
    RecommendRequest request =
        RecommendRequest.newBuilder()
            .setFilter(
                ItemFilter.newBuilder().addAllAnyAttributes(Collections.nCopies(4_000_000, "zz")))
            .build();
    assertThatThrownBy(
            () -> WireScan.fields(request.toByteArray(), RecommendRequest.getDescriptor()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("filter.any_attributes")
        .hasMessageContaining("at most 1000");
  }

  @Test
  void aListOfABatchsRequestIsCountedByItself() throws IOException {
    RecommendRequest one =
        RecommendRequest.newBuilder()
            .setFilter(ItemFilter.newBuilder().addAllAnyAttributes(Collections.nCopies(1000, "a")))
            .build();
    BatchRecommendRequest batch =
        BatchRecommendRequest.newBuilder().addAllRequests(Collections.nCopies(1000, one)).build();

    assertThat(WireScan.fields(batch.toByteArray(), BatchRecommendRequest.getDescriptor()))
        .isEqualTo(1000 * (1 + 1 + 1000));
  }

  @Test
  void aTextIsNotLongerThanItMayBe() {
    RecommendRequest request = RecommendRequest.newBuilder().setModel("m".repeat(5000)).build();
    assertThatThrownBy(
            () -> WireScan.fields(request.toByteArray(), RecommendRequest.getDescriptor()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model is a text of 5000 bytes");
  }

  @Test
  void bytesMayBeAsLongAsAMessage() throws IOException {
    ImportDatasetRequest piece =
        ImportDatasetRequest.newBuilder()
            .setPiece(FilePiece.newBuilder().setContent(ByteString.copyFrom(new byte[15 << 20])))
            .build();
    assertThat(WireScan.fields(piece.toByteArray(), ImportDatasetRequest.getDescriptor()))
        .isEqualTo(2);
  }

  private static ByteString emptyTexts(int count) {
    return ByteString.copyFrom(new byte[Integer.BYTES * count]);
  }

  @Test
  void textsInAPieceOfBytesCountAsIfEachHadAField() throws IOException {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().addRawInputContents(emptyTexts(500_000));
    assertThat(WireScan.fields(request.build().toByteArray(), ModelInferRequest.getDescriptor()))
        .isEqualTo(500_001);
    request.setRawInputContents(0, emptyTexts(500_001));
    assertThatThrownBy(
            () -> WireScan.fields(request.build().toByteArray(), ModelInferRequest.getDescriptor()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("raw_input_contents is 500001 elements");
    // A length that does not hold ends the count.
    request.setRawInputContents(0, ByteString.fromHex("ffffffff").concat(emptyTexts(1000)));
    assertThat(WireScan.fields(request.build().toByteArray(), ModelInferRequest.getDescriptor()))
        .isEqualTo(2);
  }

  @Test
  void textsThatHaveFieldsAreCounted() {
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .addInputs(
                InferInputTensor.newBuilder()
                    .setContents(
                        InferTensorContents.newBuilder()
                            .addAllBytesContents(Collections.nCopies(500_001, ByteString.EMPTY))))
            .build();
    assertThatThrownBy(
            () -> WireScan.fields(request.toByteArray(), ModelInferRequest.getDescriptor()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("inputs.contents.bytes_contents is more than 500000 elements");
  }

  @Test
  void emptyElementsAndPackedNumbersCount() {
    AppendInteractionsRequest empty =
        AppendInteractionsRequest.newBuilder()
            .addAllInteractions(Collections.nCopies(1_000_000, Interaction.getDefaultInstance()))
            .build();
    EvaluateRequest packed =
        EvaluateRequest.newBuilder().addAllCutoffs(Collections.nCopies(1_000_000, 1)).build();

    assertThatThrownBy(
            () -> WireScan.fields(empty.toByteArray(), AppendInteractionsRequest.getDescriptor()))
        .hasMessageContaining("interactions");
    assertThatThrownBy(() -> WireScan.fields(packed.toByteArray(), EvaluateRequest.getDescriptor()))
        .hasMessageContaining("cutoffs");
  }

  @Test
  void fieldsThatTheProtocolDoesNotKnowCountToo() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int f = 0; f <= FieldLimits.FIELDS; f++) {
      out.writeUInt32(3000, 1);
    }
    out.flush();
    assertThatThrownBy(() -> WireScan.fields(bytes.toByteArray(), RecommendRequest.getDescriptor()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("fields");
  }

  @Test
  void whatIsNoMessageIsFound() {
    assertThatThrownBy(
            () -> WireScan.fields(new byte[] {10, 100, 1}, RecommendRequest.getDescriptor()))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }
}
