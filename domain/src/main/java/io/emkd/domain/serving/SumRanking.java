package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.ensemble.TopItems;
import java.util.List;

/** Ranks by the sum of the networks' logits, which the graph itself does. */
record SumRanking(EnsembleScorer scorer) implements GraphRun<RankingRequest, Ranking> {
  @Override
  public Ranking[] answers(List<RankingRequest> requests) {
    int[][] inputs = new int[requests.size()][];
    int[][] excluded = new int[inputs.length][];
    int count = 1;
    for (int b = 0; b < inputs.length; b++) {
      RankingRequest request = requests.get(b);
      inputs[b] = request.input().items();
      excluded[b] = request.excluded();
      count = Math.max(count, request.count());
    }
    TopItems[] top = scorer.top(inputs, excluded, count);
    Ranking[] rankings = new Ranking[inputs.length];
    for (int b = 0; b < rankings.length; b++) {
      rankings[b] = Ranking.of(top[b], requests.get(b).count());
    }
    return rankings;
  }
}
