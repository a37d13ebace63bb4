package io.emkd.domain.serving;

import io.emkd.domain.ensemble.NetworkScorer;
import java.util.List;

/** Ranks from each network's logits, which takes more memory and time than their sum. */
record SeparateRanking(NetworkScorer networks, int itemCount)
    implements GraphRun<RankingRequest, Ranking> {
  /** Logits of all networks that a run may bring to the Java side. */
  private static final int NETWORK_LOGITS = 1 << 24;

  @Override
  public Ranking[] answers(List<RankingRequest> requests) {
    Ranking[] rankings = new Ranking[requests.size()];
    int atOnce = (int) Math.max(1, NETWORK_LOGITS / (networks.networks() * (itemCount + 1L)));
    for (int first = 0; first < rankings.length; first += atOnce) {
      int end = Math.min(rankings.length, first + atOnce);
      int[][] inputs = new int[end - first][];
      for (int b = first; b < end; b++) {
        inputs[b - first] = requests.get(b).input().items();
      }
      float[][][] logits = networks.networkLogits(inputs);
      for (int b = first; b < end; b++) {
        rankings[b] = NetworkRanking.rank(logits[b - first], requests.get(b));
      }
    }
    return rankings;
  }
}
