package io.emkd.domain.recommendation;

import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.VersionKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a request was answered, for whoever joins it with what the user did then.
 *
 * @param requestId of the call; several answers of a batch or stream have the same
 * @param userId empty where items were given instead
 * @param askedFor the model as the request named it
 * @param version which answered
 * @param coldStart {@link RecommendItems.Recommendation#coldStart}
 * @param itemIds best first
 */
public record Exposure(
    Instant time,
    String requestId,
    Optional<String> userId,
    ModelReference askedFor,
    VersionKey version,
    boolean coldStart,
    List<String> itemIds) {
  /** Of an answer that is given now. */
  public static Exposure of(
      Instant now,
      String requestId,
      RecommendItems.Request request,
      RecommendItems.Recommendation answer) {
    return new Exposure(
        now,
        requestId,
        request.history().userId(),
        request.model(),
        answer.model().key(),
        answer.coldStart(),
        answer.items().stream().map(scored -> scored.item().id()).toList());
  }
}
