package io.emkd.domain.serving;

import io.emkd.domain.ensemble.ItemSimilarity;
import io.emkd.domain.ensemble.TopItems;
import java.util.List;

/** Compares items with all others. */
record SimilarityRun(ItemSimilarity similarity) implements GraphRun<SimilarityRequest, TopItems> {
  @Override
  public TopItems[] answers(List<SimilarityRequest> requests) {
    int[] items = new int[requests.size()];
    int[][] excluded = new int[items.length][];
    int count = 1;
    for (int b = 0; b < items.length; b++) {
      items[b] = requests.get(b).item();
      excluded[b] = requests.get(b).excluded();
      count = Math.max(count, requests.get(b).count());
    }
    TopItems[] similar = similarity.similar(items, excluded, count);
    for (int b = 0; b < similar.length; b++) {
      similar[b] = similar[b].first(requests.get(b).count());
    }
    return similar;
  }

  @Override
  public boolean encodes() {
    return false;
  }
}
