package io.emkd.demo;

import io.emkd.cli.Output;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.evaluation.Ranks;
import io.emkd.domain.evaluation.baseline.Baseline;
import io.emkd.domain.evaluation.baseline.MarkovBaseline;
import io.emkd.domain.evaluation.baseline.PopularityBaseline;
import io.emkd.v1.BatchRecommendRequest;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendedItem;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How well the films are predicted that {@code evaluate} holds out for the test, the last one of
 * each viewer, by what decided them.
 */
final class PlantedStructure {
  private enum Cause {
    SERIES("a series goes on"),
    ASIDE("it goes on after another film came in between"),
    SAME_TASTE("the next series, of the last one's genre"),
    NEW_TASTE("the next series, after another film changed the taste"),
    NEW_TASTE_BY_SHORT("the next series, after a rare short film changed it");

    private final String told;

    Cause(String told) {
      this.told = told;
    }

    static Cause of(Viewer viewer) {
      return switch (viewer.moment()) {
        case WITHIN_SERIES -> SERIES;
        case AFTER_ASIDE -> ASIDE;
        case BETWEEN_SERIES -> {
          Film turn = viewer.turn().orElseThrow();
          yield turn.opensSeries() ? SAME_TASTE : turn.isShort() ? NEW_TASTE_BY_SHORT : NEW_TASTE;
        }
      };
    }
  }

  private static final int CUTOFF = 10;
  private static final String METRIC = "NDCG@" + CUTOFF;
  private static final List<Integer> CUTOFFS = List.of(5, CUTOFF);

  /** Recommendations asked for at once. */
  private static final int BATCH = 500;

  private final FilmCatalogue catalogue;
  private final List<int[]> histories;
  private final int[] targets;
  private final List<double[]> distributions;
  private final List<Cause> causes;
  private final List<int[]> training;

  /**
   * @param sequences as the {@link ViewerModel} drew them
   */
  PlantedStructure(FilmCatalogue catalogue, List<int[]> sequences) {
    this.catalogue = catalogue;
    ViewerModel generator = new ViewerModel(catalogue);
    histories = sequences.stream().map(s -> Arrays.copyOf(s, s.length - 1)).toList();
    targets = sequences.stream().mapToInt(s -> s[s.length - 1]).toArray();
    distributions = histories.stream().map(generator::next).toList();
    causes = histories.stream().map(h -> Cause.of(Viewer.after(h, catalogue))).toList();
    training = sequences.stream().map(s -> Arrays.copyOf(s, s.length - 2)).toList();
  }

  /** Of all viewers. */
  ExpectedMetrics optimum() {
    return ExpectedMetrics.optimum(distributions, CUTOFFS);
  }

  /** Asks a server's model, and puts its answers beside the baselines and the optimum. */
  String table(String target, String model) {
    int[] byModel = ranksBy(target, model);
    int[] byMarkov = ranksBy(new MarkovBaseline(training, catalogue.size()));
    int[] byPopularity = ranksBy(new PopularityBaseline(training, catalogue.size()));
    List<List<String>> rows = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      int[] viewers =
          IntStream.range(0, targets.length).filter(v -> causes.get(v) == cause).toArray();
      if (viewers.length > 0) {
        List<double[]> known = Arrays.stream(viewers).mapToObj(distributions::get).toList();
        rows.add(
            List.of(
                cause.told,
                String.valueOf(viewers.length),
                value(byPopularity, viewers),
                value(byMarkov, viewers),
                value(byModel, viewers),
                format(ExpectedMetrics.optimum(known, CUTOFFS).mean(METRIC))));
      }
    }
    return Output.table(List.of("", "viewers", "popularity", "markov", model, "optimum"), rows);
  }

  private static String value(int[] ranks, int[] viewers) {
    int[] chosen = Arrays.stream(viewers).map(v -> ranks[v]).toArray();
    return format(RankingMetrics.of(chosen, CUTOFFS).value(METRIC));
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }

  private int[] ranksBy(Baseline baseline) {
    return IntStream.range(0, targets.length)
        .map(v -> Ranks.of(baseline.scores(histories.get(v)), targets[v], histories.get(v)))
        .toArray();
  }

  /** The ranks of the targets; one that is not among the best is behind them. */
  private int[] ranksBy(String target, String model) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(target, InsecureChannelCredentials.create()).build();
    try {
      RecommendationServiceGrpc.RecommendationServiceBlockingStub recommendations =
          RecommendationServiceGrpc.newBlockingStub(channel);
      int[] ranks = new int[targets.length];
      for (int first = 0; first < ranks.length; first += BATCH) {
        int from = first;
        BatchRecommendRequest.Builder batch = BatchRecommendRequest.newBuilder();
        histories
            .subList(from, Math.min(from + BATCH, ranks.length))
            .forEach(history -> batch.addRequests(request(model, history)));
        var results = recommendations.batchRecommend(batch.build()).getResultsList();
        for (int r = 0; r < results.size(); r++) {
          ranks[from + r] =
              rank(
                  results.get(r).getResponse().getItemsList(), DemoFiles.itemId(targets[from + r]));
        }
      }
      return ranks;
    } finally {
      channel.shutdownNow();
    }
  }

  private static RecommendRequest request(String model, int[] history) {
    return RecommendRequest.newBuilder()
        .setModel(model)
        .setItems(
            ItemSequence.newBuilder()
                .addAllItemIds(Arrays.stream(history).mapToObj(DemoFiles::itemId).toList()))
        .setCount(CUTOFF)
        .build();
  }

  private static int rank(List<RecommendedItem> best, String itemId) {
    return IntStream.range(0, best.size())
        .filter(i -> best.get(i).getItemId().equals(itemId))
        .map(i -> i + 1)
        .findFirst()
        .orElse(CUTOFF + 1);
  }
}
