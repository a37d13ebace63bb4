package io.emkd.experiments.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.emkd.cli.CliException;
import io.emkd.cli.OptionSetter;
import io.emkd.cli.PresetNames;
import io.emkd.experiments.results.LocalSettings;
import io.emkd.experiments.results.ResultsFile;
import io.emkd.experiments.results.TrainingEstimate;
import io.emkd.experiments.results.TrainingServer;
import io.emkd.v1.CandidateProtocol;
import io.emkd.v1.GetDatasetResponse;
import io.emkd.v1.TrainRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Trains round after round and keeps the better trials by the validation split; the test split is
 * ranked once, by the winner. What was trained is found again by a key of data, preset and
 * settings.
 */
final class SearchRun {
  private static final List<Integer> CUTOFFS = List.of(5, 10);

  /** The label of the best version of a round. */
  private static final String BEST = "best";

  private final SearchCommand command;
  private final Rounds rounds;
  private final int epochs;
  private final SearchSpace space;
  private final DrawnTrials trials;

  /**
   * @throws CliException if the options make no sense
   */
  SearchRun(SearchCommand command) {
    this.command = command;
    rounds = new Rounds(command.rounds, command.keep);
    if (command.trials < 2 || command.trials > 1000) {
      throw new CliException("--trials is " + command.trials + " but must be 2 to 1000");
    }
    epochs = LocalSettings.configuration(command.preset, command.settings).schedule().epochs();
    space = SearchSpace.parse(command.space, command.settings);
    trials = new DrawnTrials(command, space.draw(command.trials, command.drawSeed));
    rounds.requireSeveral(trials.possible().size());
    rounds.requireMore(epochs);
  }

  /** The exit status: 0 if a trial of the last round was trained. */
  int run() {
    Path path = command.resultsFile();
    return command.server.call(
        channel -> {
          try {
            return run(
                new TrainingServer(channel, CandidateProtocol.CANDIDATE_PROTOCOL_UNSEEN, CUTOFFS),
                ResultsFile.open(path, TrialResult.class, TrialResult.BEGINNING),
                path);
          } catch (IOException unwritable) {
            throw new UncheckedIOException(path.toString(), unwritable);
          }
        });
  }

  private int run(TrainingServer server, ResultsFile<TrialResult> results, Path path)
      throws IOException {
    GetDatasetResponse dataset = server.dataset(command.dataset);
    tellPlan();
    if (command.estimate) {
      tellTime(results, dataset);
    }
    List<TrialResult> all = new ArrayList<>();
    List<Integer> running = trials.possible();
    List<TrialResult> last = List.of();
    for (int round = 1; round <= rounds.count(); round++) {
      last = round(server, results, dataset, round, running);
      all.addAll(last);
      running =
          last.stream().limit(rounds.goOn(last.size())).map(TrialResult::trial).sorted().toList();
    }
    if (last.isEmpty()) {
      System.err.println("no trial of the last round was trained");
      return 1;
    }
    TrialResult winner = last.get(0);
    Optional<Map<String, Double>> test =
        TrainingServer.unlessRefused(
            winner.model(),
            () ->
                Optional.of(
                    server
                        .evaluate(winner.model(), Optional.empty(), false)
                        .getMetrics()
                        .getValuesMap()));
    SearchTable table = new SearchTable(command, dataset.getSize(), rounds, epochs, trials);
    String text = table.of(all, winner, test);
    Path report = path.resolveSibling(path.getFileName() + ".md");
    Files.writeString(report, text);
    Path page = path.resolveSibling(path.getFileName() + ".html");
    new SearchPage(command, dataset, table, space).of(all, winner, test).write(page);
    System.out.print(text);
    System.err.println("written to " + path + ", " + report + " and " + page);
    return 0;
  }

  private void tellPlan() {
    if (trials.count() < command.trials) {
      System.err.println("the space has no more than " + trials.count() + " settings");
    }
    trials
        .impossible()
        .forEach(
            (trial, why) ->
                System.err.printf(
                    "not trained is trial %d, %s: %s%n", trial, trials.drawn(trial), why));
    int running = trials.possible().size();
    for (int round = 1; round <= rounds.count(); round++) {
      System.err.printf(
          "round %d: %d trials of %d epochs%n", round, running, rounds.epochs(round, epochs));
      running = rounds.goOn(running);
    }
  }

  /** By the first trial, as if all others took as long for an epoch. */
  private void tellTime(ResultsFile<TrialResult> results, GetDatasetResponse dataset)
      throws IOException {
    if (trials.possible().stream()
        .allMatch(trial -> results.of(key(dataset, settings(trial, 1))).isPresent())) {
      return;
    }
    try {
      Optional<JsonNode> step =
          TrainingEstimate.steps(command.settings, command.preset, dataset.getSize());
      if (step.isEmpty()) {
        System.err.println("how long it takes could not be measured");
        return;
      }
      Duration all = Duration.ZERO;
      int running = trials.possible().size();
      for (int round = 1; round <= rounds.count(); round++) {
        Duration one =
            TrainingEstimate.of(
                LocalSettings.configuration(command.preset, settings(1, round)),
                step.get(),
                dataset.getSize());
        all = all.plus(one.multipliedBy(running));
        running = rounds.goOn(running);
      }
      System.err.println(
          "about "
              + TrainingEstimate.shown(all)
              + " in all, if every trial is as fast as the first and the server as this machine");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted");
    }
  }

  /**
   * Returns what the trials of a round came to, the best first; those that failed are not there.
   */
  private List<TrialResult> round(
      TrainingServer server,
      ResultsFile<TrialResult> results,
      GetDatasetResponse dataset,
      int round,
      List<Integer> running)
      throws IOException {
    List<TrialResult> found = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    for (int trial : running) {
      Map<String, String> settings = settings(trial, round);
      String key = key(dataset, settings);
      // Another search may have trained it, with numbers of its own.
      Optional<TrialResult> result =
          results.of(key).map(known -> known.as(trial, round, trials.drawn(trial)));
      if (result.isEmpty()) {
        System.err.printf("== round %d, trial %d: %s%n", round, trial, trials.drawn(trial));
        result = trained(server, trial, round, settings, key);
        if (result.isPresent()) {
          results.add(result.get());
        }
      }
      result.ifPresent(found::add);
      if (result.isPresent() && result.get().score() > best) {
        best = result.get().score();
        // Of the others the server keeps no more than --versions-kept.
        server.label(result.get().model(), BEST);
      }
    }
    found.sort(
        Comparator.comparingDouble(TrialResult::score)
            .reversed()
            .thenComparing(TrialResult::trial));
    return found;
  }

  private Optional<TrialResult> trained(
      TrainingServer server, int trial, int round, Map<String, String> settings, String key) {
    TrainRequest request =
        TrainRequest.newBuilder()
            .setDataset(command.dataset)
            .setModel("search-" + command.dataset)
            .setPreset(PresetNames.parse(command.preset))
            .setOptions(OptionSetter.options(settings))
            .build();
    return TrainingServer.unlessRefused(
        "trial " + trial,
        () ->
            server
                .trained(request, key)
                .map(
                    trained ->
                        new TrialResult(
                            trial,
                            round,
                            key,
                            command.dataset,
                            command.preset,
                            settings,
                            trials.drawn(trial),
                            TrainingServer.name(trained.model()),
                            trained.model().getEpoch(),
                            TrainingServer.seconds(trained.training()),
                            new TreeMap<>(trained.model().getValidationMap()))));
  }

  private Map<String, String> settings(int trial, int round) {
    Map<String, String> settings = new TreeMap<>(command.settings);
    settings.putAll(trials.drawn(trial));
    settings.put("epochs", String.valueOf(rounds.epochs(round, epochs)));
    return settings;
  }

  private String key(GetDatasetResponse dataset, Map<String, String> settings) {
    return ResultsFile.key(
        dataset.getFingerprint(), command.dataset, "search", command.preset, settings.toString());
  }
}
