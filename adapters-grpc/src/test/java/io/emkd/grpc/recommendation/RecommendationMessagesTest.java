package io.emkd.grpc.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ResourceInfo;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.Violation;
import io.emkd.domain.recommendation.ColdStart;
import io.emkd.domain.recommendation.EncodeHistory;
import io.emkd.domain.recommendation.FindSimilarItems;
import io.emkd.domain.recommendation.History;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.domain.recommendation.ScoredItem;
import io.emkd.domain.recommendation.Selection;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.Combine;
import io.emkd.grpc.Manifests;
import io.emkd.v1.BatchRecommendResult;
import io.emkd.v1.EncodeRequest;
import io.emkd.v1.EncodeResponse;
import io.emkd.v1.ItemFilter;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.SimilarItemsRequest;
import io.emkd.v1.SimilarItemsResponse;
import io.grpc.Status;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Requests and answers in both languages. */
class RecommendationMessagesTest {
  private static final OptionalLong NO_DEADLINE = OptionalLong.empty();
  private static final ScoredItem TEA =
      new ScoredItem(new Item("i1", "Tea", List.of()), 1.5, new double[] {0.5, 1.0});
  private static final RecommendedItem TEA_MESSAGE =
      RecommendedItem.newBuilder()
          .setItemId("i1")
          .setTitle("Tea")
          .setScore(1.5)
          .addNetworkScores(0.5)
          .addNetworkScores(1.0)
          .build();

  private static RecommendItems.Request read(RecommendRequest.Builder request) {
    return RecommendationMessages.request(request.build(), NO_DEADLINE);
  }

  @Test
  void whatARequestLeavesOutHasADefault() {
    RecommendItems.Request request =
        read(RecommendRequest.newBuilder().setModel("shop").setUserId("u1"));

    assertThat(request.model()).isEqualTo(new ModelReference("shop", 0));
    assertThat(request.history()).isEqualTo(History.ofUser("u1"));
    assertThat(request.selection()).isEqualTo(Selection.best(10));
    assertThat(request.coldStart()).isEqualTo(ColdStart.POPULARITY);
    assertThat(request.deadlineNanos()).isEmpty();
  }

  @Test
  void whatARequestSaysIsKept() {
    RecommendItems.Request request =
        RecommendationMessages.request(
            RecommendRequest.newBuilder()
                .setModel("shop@2")
                .setItems(ItemSequence.newBuilder().addItemIds("i1").addItemIds("i2"))
                .setCount(3)
                .setIncludeSeen(true)
                .setMinimumScore(-1)
                .setCombineValue(2)
                .setIncludeNetworkScores(true)
                .setColdStartValue(2)
                .setFilter(
                    ItemFilter.newBuilder()
                        .addAllowedItemIds("a")
                        .addDeniedItemIds("d")
                        .addAnyAttributes("x")
                        .addAllAttributes("y")
                        .addNoneAttributes("z"))
                .build(),
            OptionalLong.of(7));

    assertThat(request.model()).isEqualTo(new ModelReference("shop", 2));
    assertThat(request.history()).isEqualTo(History.ofItems(List.of("i1", "i2")));
    assertThat(request.selection().count()).isEqualTo(3);
    assertThat(request.selection().excludeSeen()).isFalse();
    assertThat(request.selection().minimumScore()).isEqualTo(-1);
    assertThat(request.selection().combine()).isEqualTo(Combine.PROBABILITIES);
    assertThat(request.selection().networkScores()).isTrue();
    assertThat(request.selection().filter().allowedItems()).containsExactly("a");
    assertThat(request.selection().filter().deniedItems()).containsExactly("d");
    assertThat(request.selection().filter().anyAttributes()).containsExactly("x");
    assertThat(request.selection().filter().allAttributes()).containsExactly("y");
    assertThat(request.selection().filter().noneAttributes()).containsExactly("z");
    assertThat(request.coldStart()).isEqualTo(ColdStart.REFUSE);
    assertThat(request.deadlineNanos()).hasValue(7);
  }

  @Test
  void everythingWrongWithARequestIsToldAtOnce() {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                read(
                    RecommendRequest.newBuilder()
                        .setModel("Not a name")
                        .setCount(0)
                        .setMinimumScore(Double.NaN)
                        .setColdStartValue(9)));

    assertThat(refused.violations())
        .extracting(Violation::field)
        .containsExactly("model", "history", "count", "minimum_score", "cold_start");
  }

  @Test
  void whatTheProtocolDoesNotNameIsRefusedByItsNumber() {
    assertThatThrownBy(
            () ->
                read(
                    RecommendRequest.newBuilder()
                        .setModel("shop")
                        .setUserId("u1")
                        .setCombineValue(9)))
        .hasMessage("combine is 9 but must be 1, logits, or 2, probabilities");
  }

  @Test
  void similarItemsAreAskedForWithoutTheItemItself() {
    Selection selection =
        RecommendationMessages.selection(
            SimilarItemsRequest.newBuilder()
                .setFilter(ItemFilter.newBuilder().addDeniedItemIds("d"))
                .build());

    assertThat(selection.count()).isEqualTo(10);
    assertThat(selection.excludeSeen()).isTrue();
    assertThat(selection.filter().deniedItems()).containsExactly("d");
  }

  @Test
  void aHistoryToEncodeIsAUsersOrASequence() {
    assertThat(RecommendationMessages.history(EncodeRequest.newBuilder().setUserId("u1").build()))
        .isEqualTo(History.ofUser("u1"));
    assertThatThrownBy(() -> RecommendationMessages.history(EncodeRequest.getDefaultInstance()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("history is not set but must be user_id or items");
  }

  @Test
  void anAnswerSaysWhichVersionAnsweredAndHow() {
    RecommendResponse response =
        RecommendationMessages.response(
            new RecommendItems.Recommendation(
                Manifests.manifest("shop", 3),
                List.of(TEA),
                List.of("i0"),
                true,
                OptionalDouble.of(0.75),
                true));

    assertThat(response)
        .isEqualTo(
            RecommendResponse.newBuilder()
                .setModel("shop")
                .setVersion(3)
                .addItems(TEA_MESSAGE)
                .addUnknownItemIds("i0")
                .setColdStart(true)
                .setAgreement(0.75)
                .setApproximate(true)
                .build());
  }

  @Test
  void anAgreementThatNobodyAskedForIsNotTold() {
    RecommendResponse response =
        RecommendationMessages.response(
            new RecommendItems.Recommendation(
                Manifests.manifest("shop", 1),
                List.of(),
                List.of(),
                false,
                OptionalDouble.empty(),
                false));

    assertThat(response.hasAgreement()).isFalse();
  }

  @Test
  void similarItemsAndRepresentationsNameTheirVersionToo() {
    SimilarItemsResponse similar =
        RecommendationMessages.response(
            new FindSimilarItems.Answer(Manifests.manifest("shop", 3), List.of(TEA)));
    EncodeResponse encoded =
        RecommendationMessages.response(
            new EncodeHistory.Answer(
                Manifests.manifest("shop", 3), List.of("i0"), new float[][] {{1, 2}, {3, 4}}));

    assertThat(similar.getVersion()).isEqualTo(3);
    assertThat(similar.getItemsList()).containsExactly(TEA_MESSAGE);
    assertThat(encoded.getVersion()).isEqualTo(3);
    assertThat(encoded.getUnknownItemIdsList()).containsExactly("i0");
    assertThat(encoded.getNetworks(0).getValuesList()).containsExactly(1f, 2f);
    assertThat(encoded.getNetworks(1).getValuesList()).containsExactly(3f, 4f);
  }

  @Test
  void aFailureWithinABatchHasItsOwnStatus() throws InvalidProtocolBufferException {
    BatchRecommendResult result =
        RecommendationMessages.result(
            null, new CompletionException(new NotFoundException("user", "u9", "append")));

    assertThat(result.getError().getCode()).isEqualTo(Status.Code.NOT_FOUND.value());
    assertThat(result.getError().getMessage()).isEqualTo("user 'u9' does not exist; append");
    com.google.rpc.Status status =
        com.google.rpc.Status.parseFrom(result.getError().toByteString());
    assertThat(status.getDetailsList())
        .filteredOn(detail -> detail.is(ResourceInfo.class))
        .singleElement()
        .satisfies(
            detail ->
                assertThat(detail.unpack(ResourceInfo.class).getResourceName()).isEqualTo("u9"));
  }
}
