package io.emkd.grpc.recommendation;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.recommendation.EncodeHistory;
import io.emkd.domain.recommendation.FindSimilarItems;
import io.emkd.domain.recommendation.InactiveItems;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.grpc.CallsInTurn;
import io.emkd.grpc.MemoryDatasets;
import io.emkd.grpc.MemoryItems;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.ServedShop;
import io.emkd.grpc.call.CallLimits;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.BatchRecommendResult;
import io.emkd.v1.ColdStart;
import io.emkd.v1.EncodeRequest;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.SimilarItemsRequest;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Recommendations of a model whose scores are known. */
@Timeout(60)
class RecommendationGrpcServiceTest {
  private final ServedShop shop = new ServedShop();
  private final MemoryDatasets datasets = new MemoryDatasets().with("shop");
  private final MemoryItems items = new MemoryItems();
  private final InactiveItems inactive = new InactiveItems(items);
  private final ServedCalls calls =
      new ServedCalls(
          new RecommendationGrpcService(
              new RecommendItems(datasets, shop.models, inactive),
              new FindSimilarItems(shop.models, inactive),
              new EncodeHistory(datasets, shop.models),
              Optional.empty(),
              Clock.systemUTC(),
              new CallLimits(1, 1, 1, 1)));
  private final RecommendationServiceGrpc.RecommendationServiceBlockingStub recommendations =
      RecommendationServiceGrpc.newBlockingStub(calls.channel());

  @AfterEach
  void stop() {
    calls.close();
    shop.close();
  }

  private static RecommendRequest.Builder after(String... itemIds) {
    return RecommendRequest.newBuilder()
        .setModel("shop")
        .setItems(ItemSequence.newBuilder().addAllItemIds(List.of(itemIds)));
  }

  private static List<String> ids(RecommendResponse response) {
    return response.getItemsList().stream().map(RecommendedItem::getItemId).toList();
  }

  @Test
  void theBestItemsComeFirstWithoutThoseSeenOrInactive() {
    items.inactive.add("i4");
    RecommendResponse response = recommendations.recommend(after("i1", "i2", "elsewhere").build());

    assertThat(ids(response)).isEqualTo(shop.ranked("i1", "i2", "i4"));
    assertThat(response.getItems(0).getTitle()).startsWith("Item ");
    assertThat(response.getModel()).isEqualTo("shop");
    assertThat(response.getVersion()).isEqualTo(1);
    assertThat(response.getUnknownItemIdsList()).containsExactly("elsewhere");
    assertThat(response.getColdStart()).isFalse();
  }

  @Test
  void aUsersHistoryIsTheDatasets() {
    datasets.histories.put("u1", List.of("i3", "i5"));
    RecommendResponse response =
        recommendations.recommend(
            RecommendRequest.newBuilder().setModel("shop").setUserId("u1").build());

    assertThat(ids(response)).isEqualTo(shop.ranked("i3", "i5"));
  }

  @Test
  void whomNobodyKnowsIsAnsweredByPopularityOrRefused() {
    RecommendRequest.Builder request =
        RecommendRequest.newBuilder().setModel("shop").setUserId("u9").setCount(2);
    RecommendResponse popular = recommendations.recommend(request.build());
    request.setColdStart(ColdStart.COLD_START_REFUSE);
    Refusal refusal = Refusal.of(() -> recommendations.recommend(request.build()));

    assertThat(popular.getColdStart()).isTrue();
    assertThat(ids(popular)).containsExactly("i3", "i8");
    assertThat(refusal.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal.reason()).isEqualTo("USER_NOT_FOUND");
  }

  @Test
  void aBatchAnswersEachRequestInItsPlaceOrSaysWhatIsWrongWithIt() {
    List<BatchRecommendResult> results =
        recommendations
            .batchRecommend(
                BatchRecommendRequest.newBuilder()
                    .addRequests(after("i1"))
                    .addRequests(after("i1").setCount(0))
                    .addRequests(after("i2"))
                    .build())
            .getResultsList();

    assertThat(ids(results.get(0).getResponse())).isEqualTo(shop.ranked("i1"));
    assertThat(results.get(1).getError().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    assertThat(results.get(1).getError().getMessage()).contains("count");
    assertThat(ids(results.get(2).getResponse())).isEqualTo(shop.ranked("i2"));
  }

  @Test
  void aBatchHoldsAtLeastOneRequest() {
    Refusal refusal =
        Refusal.of(
            () -> recommendations.batchRecommend(BatchRecommendRequest.getDefaultInstance()));

    assertThat(refusal.fields()).containsExactly("requests");
    assertThat(refusal.message()).isEqualTo("requests is 0 of them but must be 1 to 1000");
  }

  @Test
  void asManyStreamsAreOpenAsMayAndTheNextIsRefused() throws Exception {
    Answers first = new Answers();
    StreamObserver<StreamRecommendRequest> open =
        RecommendationServiceGrpc.newStub(calls.channel()).streamRecommend(first);
    open.onNext(
        StreamRecommendRequest.newBuilder().setRequestId("a").setRequest(after("i1")).build());
    assertThat(first.one.get(30, TimeUnit.SECONDS).getRequestId()).isEqualTo("a");
    Answers second = new Answers();
    RecommendationServiceGrpc.newStub(calls.channel()).streamRecommend(second);

    assertThat(second.over.get(30, TimeUnit.SECONDS).message())
        .contains("limits.bulk_streams_at_once");
    open.onCompleted();
    assertThat(first.over.get(30, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void whoSeesTheEndOfAStreamMayOpenAnother() throws Exception {
    RecommendationServiceGrpc.RecommendationServiceStub again =
        CallsInTurn.client(RecommendationServiceGrpc.newStub(calls.channel()));
    assertThat(
            CallsInTurn.ends(
                (StreamObserver<StreamRecommendResponse> observer) -> {
                  StreamObserver<StreamRecommendRequest> stream = again.streamRecommend(observer);
                  // Refused, since this client holds up the thread that answers: that of runs is
                  // one.
                  stream.onNext(
                      StreamRecommendRequest.newBuilder()
                          .setRequest(after("i1").setCount(0))
                          .build());
                  stream.onCompleted();
                }))
        .hasSize(3)
        .containsOnly(Status.Code.OK);
  }

  @Test
  void anItemOrUserThatIsNotThereIsNamed() {
    Refusal item =
        Refusal.of(
            () ->
                recommendations.similarItems(
                    SimilarItemsRequest.newBuilder().setModel("shop").setItemId("i99").build()));
    Refusal user =
        Refusal.of(
            () ->
                recommendations.encode(
                    EncodeRequest.newBuilder().setModel("shop").setUserId("u9").build()));

    assertThat(item.reason()).isEqualTo("ITEM_NOT_FOUND");
    assertThat(item.metadata()).containsEntry("item", "i99");
    assertThat(user.reason()).isEqualTo("USER_NOT_FOUND");
  }

  /** One answer, and how the call ended: null where it was completed. */
  private static final class Answers implements StreamObserver<StreamRecommendResponse> {
    final CompletableFuture<StreamRecommendResponse> one = new CompletableFuture<>();
    final CompletableFuture<Refusal> over = new CompletableFuture<>();

    @Override
    public void onNext(StreamRecommendResponse answer) {
      one.complete(answer);
    }

    @Override
    public void onError(Throwable failed) {
      over.complete(Refusal.of(failed));
    }

    @Override
    public void onCompleted() {
      over.complete(null);
    }
  }
}
