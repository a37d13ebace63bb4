package io.emkd.grpc.recommendation;

import com.google.rpc.Status;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.recommendation.ColdStart;
import io.emkd.domain.recommendation.EncodeHistory;
import io.emkd.domain.recommendation.FindSimilarItems;
import io.emkd.domain.recommendation.History;
import io.emkd.domain.recommendation.ItemFilter;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.domain.recommendation.ScoredItem;
import io.emkd.domain.recommendation.Selection;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.Combine;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.grpc.error.ErrorStatus;
import io.emkd.v1.BatchRecommendResult;
import io.emkd.v1.EncodeRequest;
import io.emkd.v1.EncodeResponse;
import io.emkd.v1.ItemFilterOrBuilder;
import io.emkd.v1.NetworkState;
import io.emkd.v1.RecommendError;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.SimilarItemsRequest;
import io.emkd.v1.SimilarItemsResponse;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Requests for recommendations as the domain's records, and its answers as messages. */
final class RecommendationMessages {
  private static final int DEFAULT_COUNT = 10;

  private RecommendationMessages() {}

  /**
   * @throws InvalidInputException with every violation
   */
  static RecommendItems.Request request(RecommendRequest request, OptionalLong deadlineNanos) {
    Violations violations = new Violations();
    ModelReference model = violations.attempt(() -> ModelReference.parse(request.getModel()));
    History history =
        violations.attempt(
            () ->
                switch (request.getHistoryCase()) {
                  case USER_ID -> History.ofUser(request.getUserId());
                  case ITEMS -> History.ofItems(request.getItems().getItemIdsList());
                  case HISTORY_NOT_SET -> throw noHistory();
                });
    Selection selection =
        violations.attempt(
            () ->
                new Selection(
                    request.hasCount() ? request.getCount() : DEFAULT_COUNT,
                    !request.getIncludeSeen(),
                    filter(request.getFilter()),
                    request.hasMinimumScore()
                        ? request.getMinimumScore()
                        : Double.NEGATIVE_INFINITY,
                    combine(request),
                    request.getIncludeNetworkScores()));
    ColdStart coldStart = violations.attempt(() -> coldStart(request));
    violations.throwIfAny();
    return new RecommendItems.Request(
        Objects.requireNonNull(model),
        Objects.requireNonNull(history),
        Objects.requireNonNull(selection),
        Objects.requireNonNull(coldStart),
        deadlineNanos);
  }

  static History history(EncodeRequest request) {
    return switch (request.getHistoryCase()) {
      case USER_ID -> History.ofUser(request.getUserId());
      case ITEMS -> History.ofItems(request.getItems().getItemIdsList());
      case HISTORY_NOT_SET -> throw noHistory();
    };
  }

  static Selection selection(SimilarItemsRequest request) {
    return new Selection(
        request.hasCount() ? request.getCount() : DEFAULT_COUNT,
        true,
        filter(request.getFilter()),
        Double.NEGATIVE_INFINITY,
        Combine.LOGITS,
        false);
  }

  private static InvalidInputException noHistory() {
    return new InvalidInputException("history", "not set", "user_id or items");
  }

  private static Combine combine(RecommendRequest request) {
    return switch (request.getCombine()) {
      case COMBINE_UNSPECIFIED, COMBINE_LOGITS -> Combine.LOGITS;
      case COMBINE_PROBABILITIES -> Combine.PROBABILITIES;
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "combine", request.getCombineValue(), "1, logits, or 2, probabilities");
    };
  }

  private static ColdStart coldStart(RecommendRequest request) {
    return switch (request.getColdStart()) {
      case COLD_START_UNSPECIFIED, COLD_START_POPULARITY -> ColdStart.POPULARITY;
      case COLD_START_REFUSE -> ColdStart.REFUSE;
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "cold_start", request.getColdStartValue(), "1, popularity, or 2, refuse");
    };
  }

  private static ItemFilter filter(ItemFilterOrBuilder filter) {
    return new ItemFilter(
        filter.getAllowedItemIdsList(),
        filter.getDeniedItemIdsList(),
        filter.getAnyAttributesList(),
        filter.getAllAttributesList(),
        filter.getNoneAttributesList());
  }

  static RecommendResponse response(RecommendItems.Recommendation answer) {
    RecommendResponse.Builder response =
        RecommendResponse.newBuilder()
            .setModel(answer.model().name())
            .setVersion(answer.model().version())
            .addAllItems(items(answer.items()))
            .addAllUnknownItemIds(answer.unknownItems())
            .setColdStart(answer.coldStart())
            .setApproximate(answer.approximate());
    answer.agreement().ifPresent(response::setAgreement);
    return response.build();
  }

  static SimilarItemsResponse response(FindSimilarItems.Answer answer) {
    return SimilarItemsResponse.newBuilder()
        .setModel(answer.model().name())
        .setVersion(answer.model().version())
        .addAllItems(items(answer.items()))
        .build();
  }

  static EncodeResponse response(EncodeHistory.Answer answer) {
    EncodeResponse.Builder response =
        EncodeResponse.newBuilder()
            .setModel(answer.model().name())
            .setVersion(answer.model().version())
            .addAllUnknownItemIds(answer.unknownItems());
    for (float[] state : answer.networkStates()) {
      NetworkState.Builder network = NetworkState.newBuilder();
      for (float value : state) {
        network.addValues(value);
      }
      response.addNetworks(network);
    }
    return response.build();
  }

  /**
   * @param response null where it failed
   * @param failed null where it did not
   */
  static BatchRecommendResult result(
      @Nullable RecommendResponse response, @Nullable Throwable failed) {
    if (response != null) {
      return BatchRecommendResult.newBuilder().setResponse(response).build();
    }
    Status status =
        Objects.requireNonNull(
            StatusProto.fromThrowable(
                ErrorStatus.of(UnaryCall.cause(Objects.requireNonNull(failed)))));
    return BatchRecommendResult.newBuilder()
        .setError(
            RecommendError.newBuilder()
                .setCode(status.getCode())
                .setMessage(status.getMessage())
                .addAllDetails(status.getDetailsList()))
        .build();
  }

  private static List<RecommendedItem> items(List<ScoredItem> items) {
    List<RecommendedItem> messages = new ArrayList<>(items.size());
    for (ScoredItem scored : items) {
      RecommendedItem.Builder item =
          RecommendedItem.newBuilder()
              .setItemId(scored.item().id())
              .setTitle(scored.item().title())
              .setScore(scored.score());
      for (double network : scored.networkScores()) {
        item.addNetworkScores(network);
      }
      messages.add(item.build());
    }
    return messages;
  }
}
