package io.emkd.demo;

import io.emkd.cli.EmkdCommand;
import io.emkd.cli.Output;
import io.emkd.server.EmkdServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The main job end to end, on a generated catalogue, through a real server and the real commands.
 */
final class Demo {
  private static final int VIEWERS = 4000;
  private static final long SEED = 7;
  private static final String MODEL = "films";

  /** How much of a history is told. */
  private static final int LAST_FILMS = 6;

  private final FilmCatalogue catalogue = new FilmCatalogue();
  private final List<int[]> sequences = new ViewerModel(catalogue).sequences(VIEWERS, SEED);
  private final Path folder;
  private final int epochs;
  private final boolean keepServing;
  private int failed;

  /**
   * @param folder where the generated files and the server's data go
   */
  Demo(Path folder, int epochs, boolean keepServing) {
    this.folder = folder;
    this.epochs = epochs;
    this.keepServing = keepServing;
  }

  /** The exit status: 0 if every part succeeded. */
  int run() throws IOException, InterruptedException {
    System.out.println("== A server on " + folder);
    try (EmkdServer server =
        EmkdServer.start(
            Map.of(
                "emkd.port",
                0,
                "emkd.metrics-port",
                -1,
                "emkd.http-port",
                -1,
                "emkd.data-dir",
                folder.resolve("data").toString()),
            Optional.empty())) {
      String target = "localhost:" + server.port();
      importFilms(target);
      train(target);
      if (failed == 0) {
        evaluate(target);
        recommend(target);
      }
      nextSteps(target);
      if (keepServing) {
        Thread.currentThread().join();
      }
      return failed == 0 ? 0 : 1;
    }
  }

  private void importFilms(String target) throws IOException {
    heading("Import " + VIEWERS + " viewers of " + catalogue.size() + " generated films");
    command(
        target,
        "import",
        "--dataset",
        "films",
        "--format",
        "delimited",
        "--attributes",
        "attributes",
        "--attribute-separator",
        DemoFiles.ATTRIBUTE_SEPARATOR,
        DemoFiles.interactions(folder, sequences).toString(),
        DemoFiles.items(folder, catalogue).toString());
  }

  private void train(String target) {
    heading("Train an ensemble of three networks");
    List<String> arguments = new ArrayList<>(List.of("train", "--dataset", "films"));
    arguments.addAll(List.of("--model", MODEL));
    for (String option :
        List.of(
            "hidden_size=32",
            "max_length=12",
            "window_step=4",
            "batch_size=128",
            "learning_rate=0.01",
            "dropout=0",
            "mask_probability=0.3",
            "epochs=" + epochs,
            "validation_interval=5",
            "first_validation_epoch=5")) {
      arguments.addAll(List.of("--set", option));
    }
    command(target, arguments.toArray(String[]::new));
  }

  private void evaluate(String target) {
    heading("Evaluate it beside popularity and first-order Markov");
    command(target, "evaluate", "--model", MODEL, "--baselines");
    PlantedStructure planted = new PlantedStructure(catalogue, sequences);
    heading("The optimum: what one would reach who knows how the films were drawn");
    ExpectedMetrics optimum = planted.optimum();
    List<String> names = List.of("HR@5", "HR@10", "MRR", "NDCG@5", "NDCG@10");
    System.out.println(
        Output.table(
            concatenated("", names),
            List.of(
                concatenated("optimum", format("%.5f", names, optimum.means()::get)),
                concatenated("by chance", format("± %.5f", names, optimum.deviations()::get)))));
    heading("NDCG@10 by what was planted");
    System.out.println(planted.table(target, MODEL));
  }

  private static List<String> format(
      String format, List<String> names, ToDoubleFunction<String> values) {
    return names.stream()
        .map(name -> String.format(Locale.ROOT, format, values.applyAsDouble(name)))
        .toList();
  }

  private static List<String> concatenated(String first, List<String> others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(others);
    return all;
  }

  /** For one viewer at each of the moments. */
  private void recommend(String target) {
    for (Viewer.Moment moment : Viewer.Moment.values()) {
      IntStream.range(0, sequences.size())
          .filter(v -> Viewer.after(sequences.get(v), catalogue).moment() == moment)
          .limit(1)
          .forEach(viewer -> recommend(target, viewer));
    }
  }

  private void recommend(String target, int viewer) {
    String user = DemoFiles.userId(viewer);
    heading("Recommend for viewer " + user + ", whose last films were");
    int[] seen = sequences.get(viewer);
    for (int t = Math.max(0, seen.length - LAST_FILMS); t < seen.length; t++) {
      System.out.println("   " + catalogue.film(seen[t]).title());
    }
    command(target, "recommend", "--model", MODEL, "--user", user, "--count", "3");
  }

  private static void heading(String text) {
    System.out.println("\n== " + text);
  }

  private void command(String target, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("--target", target));
    failed += EmkdCommand.commandLine().execute(all.toArray(String[]::new));
  }

  private void nextSteps(String target) {
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
