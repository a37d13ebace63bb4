package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.TopItems;
import java.util.concurrent.CompletableFuture;

/**
 * The one door to a version's engine: whatever a request wants computed waits in the same queue and
 * is admitted by it. Thread-safe.
 */
final class VersionScoring implements AutoCloseable {
  /** Requests for more items than this do not share a run with those for fewer. */
  private static final int SHORT_LIST = 100;

  private final ScoringQueue queue;
  private final ByLength<RankingRequest, Ranking> bySum;
  private final SeparateRanking byNetworks;
  private final ByLength<SimilarityRequest, TopItems> similar;
  private final EncodingRun encoding;

  /** Two runs of the same kind, since a run computes as many items as its longest list wants. */
  private record ByLength<Q extends Queued, A>(GraphRun<Q, A> shorter, GraphRun<Q, A> longer) {
    GraphRun<Q, A> of(int count) {
      return count > SHORT_LIST ? longer : shorter;
    }
  }

  /**
   * @param name of the worker threads
   * @param hiddenValues N T d, the hidden states of a sequence
   */
  VersionScoring(
      String name,
      EnsembleEngine.TrainedEnsemble ensemble,
      long hiddenValues,
      ScoringLimits limits,
      ScoringObserver observer) {
    int itemCount = ensemble.scorer().itemCount();
    bySum = new ByLength<>(new SumRanking(ensemble.scorer()), new SumRanking(ensemble.scorer()));
    byNetworks = new SeparateRanking(ensemble.networks(), itemCount);
    similar =
        new ByLength<>(
            new SimilarityRun(ensemble.similarity()), new SimilarityRun(ensemble.similarity()));
    encoding = new EncodingRun(ensemble.encoder(), hiddenValues);
    queue =
        new ScoringQueue(
            name,
            limits.batchSizeFor(itemCount),
            ensemble.scorer().concurrentRuns(),
            limits,
            observer);
  }

  CompletableFuture<Ranking> rank(RankingRequest request) {
    return queue.submit(request.needsNetworks() ? byNetworks : bySum.of(request.count()), request);
  }

  CompletableFuture<TopItems> similar(SimilarityRequest request) {
    return queue.submit(similar.of(request.count()), request);
  }

  CompletableFuture<float[][]> encode(EncodingRequest request) {
    return queue.submit(encoding, request);
  }

  /** Answers what waits, then ends. */
  @Override
  public void close() {
    queue.close();
  }
}
