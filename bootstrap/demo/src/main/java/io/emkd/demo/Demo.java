package io.emkd.demo;

import io.emkd.cli.EmkdCommand;
import io.emkd.domain.evaluation.CandidateProtocol;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.evaluation.Ranks;
import io.emkd.server.EmkdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The main job end to end, on a generated catalogue, through a real server and the real commands.
 */
final class Demo {
  private static final int USERS = 2000;
  private static final long SEED = 7;
  private static final int MAX_LENGTH = 10;

  private final DemoCatalogue catalogue = new DemoCatalogue();
  private final int epochs;
  private final boolean keepServing;

  public Demo(int epochs, boolean keepServing) {
    this.epochs = epochs;
    this.keepServing = keepServing;
  }

  /** The exit status: 0 if every part succeeded. */
  public int run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("emkd-demo-");
    List<int[]> sequences = catalogue.sequences(USERS, SEED);
    System.out.println("== A server on " + folder);
    try (EmkdServer server =
        EmkdServer.start(
            Map.of(
                "emkd.port",
                0,
                "emkd.metrics-port",
                -1,
                "emkd.data-dir",
                folder.resolve("data").toString()),
            Optional.empty())) {
      String target = "localhost:" + server.port();
      int failed = 0;
      System.out.println(
          "\n== Import " + USERS + " viewers of " + DemoCatalogue.size() + " generated films");
      failed +=
          command(
              "import",
              "--target",
              target,
              "--dataset",
              "films",
              "--format",
              "delimited",
              "--attributes",
              "genre",
              "--attribute-separator",
              "|",
              interactions(folder, sequences).toString(),
              items(folder).toString());
      System.out.println("\n== Train an ensemble of three networks");
      failed +=
          command(
              "train",
              "--target",
              target,
              "--dataset",
              "films",
              "--model",
              "films",
              "--set",
              "hidden_size=32",
              "--set",
              "max_length=" + MAX_LENGTH,
              "--set",
              "window_step=5",
              "--set",
              "batch_size=128",
              "--set",
              "learning_rate=0.003",
              "--set",
              "dropout=0.1",
              "--set",
              "mask_probability=0.25",
              "--set",
              "epochs=" + epochs,
              "--set",
              "validation_interval=5",
              "--set",
              "first_validation_epoch=5");
      System.out.println(
          "\n== Evaluate it beside popularity, first-order Markov and the generator's own optimum");
      failed += command("evaluate", "--target", target, "--model", "films", "--baselines");
      System.out.println("optimum: " + optimum(sequences));
      for (int user = 1; user <= 3; user++) {
        int[] seen = sequences.get(user - 1);
        System.out.println(
            "\n== Recommend for viewer v"
                + user
                + ", who last saw '"
                + DemoCatalogue.title(seen[seen.length - 1])
                + "'");
        failed +=
            command(
                "recommend",
                "--target",
                target,
                "--model",
                "films",
                "--user",
                "v" + user,
                "--count",
                "3");
      }
      nextSteps(target, folder);
      if (keepServing) {
        Thread.currentThread().join();
      }
      return failed == 0 ? 0 : 1;
    }
  }

  private static int command(String... arguments) {
    return EmkdCommand.commandLine().execute(arguments);
  }

  private static Path interactions(Path folder, List<int[]> sequences) throws IOException {
    StringBuilder text = new StringBuilder("user_id,item_id,timestamp\n");
    for (int user = 0; user < sequences.size(); user++) {
      int[] sequence = sequences.get(user);
      for (int t = 0; t < sequence.length; t++) {
        text.append('v')
            .append(user + 1)
            .append(",f")
            .append(sequence[t])
            .append(',')
            .append(t)
            .append('\n');
      }
    }
    return Files.writeString(folder.resolve("interactions.csv"), text);
  }

  private static Path items(Path folder) throws IOException {
    StringBuilder text = new StringBuilder("item_id,title,genre\n");
    for (int item = 1; item <= DemoCatalogue.size(); item++) {
      text.append('f')
          .append(item)
          .append(',')
          .append(DemoCatalogue.title(item))
          .append(',')
          .append(DemoCatalogue.genre(item))
          .append('\n');
    }
    return Files.writeString(folder.resolve("items.csv"), text);
  }

  /** What a model that knew the true distribution would reach in the same protocol. */
  private String optimum(List<int[]> sequences) {
    int[] ranks =
        sequences.stream()
            .mapToInt(
                s -> {
                  int[] history = Arrays.copyOf(s, s.length - 1);
                  return Ranks.of(
                      catalogue.next(history),
                      s[s.length - 1],
                      CandidateProtocol.UNSEEN.excluded(history, MAX_LENGTH));
                })
            .toArray();
    StringBuilder text = new StringBuilder();
    RankingMetrics.of(ranks, List.of(5, 10))
        .values()
        .forEach(
            (name, value) -> text.append(String.format(Locale.ROOT, "%s %.5f  ", name, value)));
    return text.toString().strip();
  }

  private void nextSteps(String target, Path folder) {
    System.out.printf(
        """

        == To go on
        The data of this demo stay in %1$s. Serve them, then ask with grpcurl:
          ./emkd serve --data-dir %1$s/data
          grpcurl -plaintext localhost:50051 list
          grpcurl -plaintext -d '{"model":"films","user_id":"v1","count":3}' localhost:50051 emkd.v1.RecommendationService/Recommend
          grpcurl -plaintext -d '{"model":"films","requirements":["NDCG@10>=0.3"]}' localhost:50051 emkd.v1.EvaluationService/Evaluate
        %2$s
        """,
        folder, keepServing ? "This server listens on " + target + " until it is stopped." : "");
  }
}
