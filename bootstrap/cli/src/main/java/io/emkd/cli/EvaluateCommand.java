package io.emkd.cli;

import io.emkd.v1.CandidateProtocol;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.RankingMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    description =
        "Ranks held-out items by a model. Exit status 1 when a requirement does not hold.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd evaluate --model films --baselines",
      "  ./emkd evaluate --model films@2 --require 'NDCG@10>=0.03' \\",
      "    --require 'HR@10>0.05'",
      "  ./emkd evaluate --model films --split validation --candidates full \\",
      "    --at 1,5,20 --output json"
    })
final class EvaluateCommand implements Callable<Integer> {
  enum SplitChoice {
    TEST,
    VALIDATION
  }

  enum CandidateChoice {
    UNSEEN,
    FULL
  }

  @Mixin ServerConnection server;
  @Mixin ResultFormat result;

  @Option(names = "--model", required = true, description = "NAME or NAME@VERSION.")
  String model;

  @Option(
      names = "--dataset",
      defaultValue = "",
      description = "Default: the one the model was trained on.")
  String dataset;

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "test or validation. Default: test.")
  SplitChoice split;

  @Option(
      names = "--candidates",
      defaultValue = "unseen",
      description = "unseen or full. Default: unseen.")
  CandidateChoice candidates;

  @Option(
      names = "--at",
      split = ",",
      defaultValue = "5,10",
      description = "The Ks of HR@K and NDCG@K. Default: 5,10.")
  List<Integer> cutoffs;

  @Option(names = "--require", paramLabel = "REQUIREMENT", description = "Such as 'NDCG@10>=0.05'.")
  List<String> requirements = List.of();

  @Option(
      names = "--baselines",
      description = "Evaluate popularity and first-order Markov beside it.")
  boolean baselines;

  @Override
  public Integer call() {
    EvaluateRequest request =
        EvaluateRequest.newBuilder()
            .setModel(model)
            .setDataset(dataset)
            .setSplit(io.emkd.v1.Split.valueOf("SPLIT_" + split))
            .setCandidates(CandidateProtocol.valueOf("CANDIDATE_PROTOCOL_" + candidates))
            .addAllCutoffs(cutoffs)
            .addAllRequirements(requirements)
            .setBaselines(baselines)
            .build();
    EvaluateResponse response =
        server.call(channel -> EvaluationServiceGrpc.newBlockingStub(channel).evaluate(request));
    result.print(response, () -> table(response));
    return response.getPassed() ? ExitCode.DONE : ExitCode.REFUSED;
  }

  static String table(EvaluateResponse response) {
    List<String> names = MetricNames.ordered(response.getMetrics().getValuesMap().keySet());
    List<String> header = new ArrayList<>(List.of(""));
    header.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        row(
            response.getModel().getName() + "@" + response.getModel().getVersion(),
            names,
            response.getMetrics()));
    new TreeMap<>(response.getBaselinesMap())
        .forEach((name, metrics) -> rows.add(row(name, names, metrics)));
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%d users of %s, %s split, %s candidates%n",
                response.getMetrics().getUsers(),
                response.getDataset(),
                response.getSplit().name().substring(6).toLowerCase(Locale.ROOT),
                response.getCandidates().name().substring(19).toLowerCase(Locale.ROOT)));
    text.append(Output.table(header, rows));
    response
        .getOutcomesList()
        .forEach(
            o ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%n%s %s (%.5f)",
                        o.getPassed() ? "passed" : "FAILED",
                        o.getRequirement(),
                        o.getValue())));
    return text.toString();
  }

  private static List<String> row(String name, List<String> names, RankingMetrics metrics) {
    List<String> row = new ArrayList<>(List.of(name));
    names.forEach(
        n ->
            row.add(String.format(Locale.ROOT, "%.5f", metrics.getValuesOrDefault(n, Double.NaN))));
    return row;
  }
}
