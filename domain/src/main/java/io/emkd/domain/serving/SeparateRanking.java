package io.emkd.domain.serving;

import io.emkd.domain.ensemble.NetworkScorer;
import java.util.List;

/** Ranks from each network's logits, which takes more memory and time than their sum. */
record SeparateRanking(NetworkScorer networks, int itemCount)
    implements GraphRun<RankingRequest, Ranking> {
  @Override
  public Ranking[] answers(List<RankingRequest> requests) {
    Ranking[] rankings = new Ranking[requests.size()];
    BoundedRuns.each(
        requests,
        networks.networks() * (itemCount + 1L),
        RankingRequest::input,
        (inputs, first) -> {
          float[][][] logits = networks.networkLogits(inputs);
          for (int b = 0; b < inputs.length; b++) {
            rankings[first + b] = NetworkRanking.rank(logits[b], requests.get(first + b));
          }
        });
    return rankings;
  }
}
