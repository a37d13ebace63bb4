package io.emkd.cli;

import com.google.protobuf.util.Durations;
import io.emkd.v1.CandidateProtocol;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.ListMetrics;
import io.emkd.v1.MetricSlice;
import io.emkd.v1.NotWorseThan;
import io.emkd.v1.RankingMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    description =
        "Ranks held-out items by a model. Exit status 4 where a requirement does not hold.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd evaluate --model films --baselines",
      "  ./emkd evaluate --model films@2 --require 'NDCG@10>=0.03' \\",
      "    --require 'HR@10>0.05'",
      "  ./emkd evaluate --model films --split validation --candidates full \\",
      "    --at 1,5,20 --output json",
      "  ./emkd evaluate --model films@3 --not-worse-than serving \\",
      "    --tolerance 0.002 --junit emkd.xml"
    })
final class EvaluateCommand implements Callable<Integer> {
  /** In place of the name of a version: the one of the same model that serves. */
  private static final String SERVING = "serving";

  private static final int LONGEST_LIST = 100;

  enum SplitChoice {
    TEST,
    VALIDATION
  }

  enum CandidateChoice {
    UNSEEN,
    FULL,
    UNSEEN_HISTORY
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
      description = "unseen, full or unseen_history. Default: unseen.")
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
      names = "--not-worse-than",
      paramLabel = "MODEL",
      description =
          "serving, NAME@VERSION or NAME@LABEL: requires that the model is not worse on the same users, by more than"
              + " --tolerance and than chance.")
  @Nullable String notWorseThan;

  @Option(
      names = "--tolerance",
      description = "By how much --not-worse-than lets --metric be lower, 0 to 1. Default: 0.")
  @Nullable Double tolerance;

  @Option(
      names = "--metric",
      description = "Of --not-worse-than: HR@K, NDCG@K or MRR. Default: NDCG@10.")
  @Nullable String metric;

  @Option(
      names = "--confidence",
      description = "Of --not-worse-than's interval, 0.5 to 0.99. Default: 0.95.")
  @Nullable Double confidence;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Writes JUnit's XML, a test for each requirement, whatever became of them.")
  @Nullable Path junit;

  @Option(
      names = "--baselines",
      description = "Evaluate popularity, Markov chains and nearest neighbours beside it.")
  boolean baselines;

  @Option(
      names = "--slices",
      description =
          "Tell the metrics by history length and by popularity of the held-out item too.")
  boolean slices;

  @Option(
      names = "--lists",
      paramLabel = "K",
      description =
          "Tell what the lists of the K best hold too, 1 to 100: coverage, bias to popular items, calibration.")
  @Nullable Integer listLength;

  @Override
  public Integer call() {
    requireSense();
    if (junit == null) {
      return ended(evaluated());
    }
    EvaluateResponse response;
    try {
      response = evaluated();
    } catch (RuntimeException failed) {
      JUnitFile.writeError(junit, model, FailureReport.of(failed).text());
      throw failed;
    }
    JUnitFile.write(junit, model, GateCheck.of(response), duration(response));
    return ended(response);
  }

  /** Before a server is asked. */
  private void requireSense() {
    if (notWorseThan == null) {
      requireAbsent("--tolerance", tolerance);
      requireAbsent("--metric", metric);
      requireAbsent("--confidence", confidence);
    }
    if (listLength != null && (listLength < 1 || listLength > LONGEST_LIST)) {
      throw new CliException("--lists is " + listLength + " but must be 1 to " + LONGEST_LIST);
    }
    if (junit != null) {
      if (notWorseThan == null && requirements.isEmpty()) {
        throw new CliException("--junit needs a --require or --not-worse-than to report on");
      }
      LocalFile.requireWritable("--junit", junit);
    }
  }

  private static void requireAbsent(String option, @Nullable Object value) {
    if (value != null) {
      throw new CliException(option + " is of --not-worse-than, which is not given");
    }
  }

  /** What the server found, with everything that it was asked for. */
  private EvaluateResponse evaluated() {
    EvaluateRequest request = request();
    EvaluateResponse response =
        server.call(channel -> EvaluationServiceGrpc.newBlockingStub(channel).evaluate(request));
    requireKnown("--not-worse-than", request.hasNotWorseThan(), response.hasComparison());
    requireKnown("--slices", request.getSlices(), response.getSlicesCount() > 0);
    requireKnown("--lists", request.hasListLength(), response.hasLists());
    return response;
  }

  private static void requireKnown(String option, boolean asked, boolean answered) {
    if (asked && !answered) {
      throw new CliException(
          ExitCode.REFUSED,
          option + " is unknown to the server, which is of an older version",
          null);
    }
  }

  private int ended(EvaluateResponse response) {
    result.print(response, () -> table(response));
    return response.getPassed() ? ExitCode.DONE : ExitCode.REQUIREMENT;
  }

  private EvaluateRequest request() {
    EvaluateRequest.Builder request =
        EvaluateRequest.newBuilder()
            .setModel(model)
            .setDataset(dataset)
            .setSplit(io.emkd.v1.Split.valueOf("SPLIT_" + split))
            .setCandidates(CandidateProtocol.valueOf("CANDIDATE_PROTOCOL_" + candidates))
            .addAllCutoffs(cutoffs)
            .addAllRequirements(requirements)
            .setBaselines(baselines)
            .setSlices(slices);
    if (listLength != null) {
      request.setListLength(listLength);
    }
    if (notWorseThan != null) {
      NotWorseThan.Builder other = request.getNotWorseThanBuilder();
      other.setModel(notWorseThan.equals(SERVING) ? "" : notWorseThan);
      if (tolerance != null) {
        other.setTolerance(tolerance);
      }
      if (metric != null) {
        other.setMetric(metric);
      }
      if (confidence != null) {
        other.setConfidence(confidence);
      }
    }
    return request.build();
  }

  private static Duration duration(EvaluateResponse response) {
    return Duration.ofMillis(Durations.toMillis(response.getDuration()));
  }

  static String table(EvaluateResponse response) {
    List<String> names = MetricNames.ordered(response.getMetrics().getValuesMap().keySet());
    List<String> header = new ArrayList<>(List.of(""));
    header.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(version(response), names, response.getMetrics()));
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
    if (response.hasLists()) {
      text.append("\n\n").append(lists(response));
    }
    if (response.getSlicesCount() > 0) {
      text.append("\n\n").append(slices(response, names));
    }
    List<GateCheck> checks = GateCheck.of(response);
    if (!checks.isEmpty()) {
      text.append("\n\n").append(GateCheck.table(checks));
    }
    return text.toString();
  }

  private static String lists(EvaluateResponse response) {
    List<String> header =
        List.of(
            "lists of " + response.getLists().getLength(),
            "coverage",
            "gini",
            "popularity",
            "of histories",
            "miscalibration");
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(version(response), response.getLists()));
    new TreeMap<>(response.getBaselineListsMap())
        .forEach((name, lists) -> rows.add(row(name, lists)));
    return Output.table(header, rows);
  }

  private static List<String> row(String name, ListMetrics lists) {
    return List.of(
        name,
        String.format(Locale.ROOT, "%.4f", lists.getItemCoverage()),
        String.format(Locale.ROOT, "%.4f", lists.getGiniIndex()),
        String.format(Locale.ROOT, "%.1f", lists.getAveragePopularity()),
        String.format(Locale.ROOT, "%.1f", lists.getHistoryPopularity()),
        lists.hasMiscalibration()
            ? String.format(Locale.ROOT, "%.3f", lists.getMiscalibration())
            : "-");
  }

  private static String version(EvaluateResponse response) {
    return response.getModel().getName() + "@" + response.getModel().getVersion();
  }

  private static String slices(EvaluateResponse response, List<String> names) {
    List<String> header = new ArrayList<>(List.of("", "users"));
    header.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    for (MetricSlice slice : response.getSlicesList()) {
      List<String> row = row(shown(slice), names, slice.getMetrics());
      row.add(1, String.valueOf(slice.getMetrics().getUsers()));
      rows.add(row);
    }
    return Output.table(header, rows);
  }

  private static String shown(MetricSlice slice) {
    String property =
        slice.getProperty().name().substring(15).toLowerCase(Locale.ROOT).replace('_', ' ');
    return slice.getLowest() == slice.getHighest()
        ? property + " " + slice.getLowest()
        : property + " " + slice.getLowest() + "-" + slice.getHighest();
  }

  private static List<String> row(String name, List<String> names, RankingMetrics metrics) {
    List<String> row = new ArrayList<>(List.of(name));
    names.forEach(
        n ->
            row.add(String.format(Locale.ROOT, "%.5f", metrics.getValuesOrDefault(n, Double.NaN))));
    return row;
  }
}
