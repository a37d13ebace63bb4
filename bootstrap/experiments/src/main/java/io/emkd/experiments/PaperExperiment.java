package io.emkd.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import io.emkd.benchmarks.BenchProcess;
import io.emkd.cli.EmkdCommand;
import io.emkd.tensorflow.device.Device;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.ListDatasetsRequest;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The paper's experiment on one of its datasets, through a server and the commands that a user has:
 * steps are timed, the preset is trained with checkpoints and evaluated, and the result is written
 * beside the paper's. Started again on the same folder, it goes on where it was interrupted.
 */
final class PaperExperiment {
  private static final int TIMED_STEPS = 20;

  private final PaperResult paper;
  private final Path dataDirectory;
  private final String device;
  private final List<String> settings;
  private final List<Path> files;

  /**
   * @param settings KEY=VALUE in place of the preset's
   * @param files of interactions and items; may be empty where the dataset was imported before
   */
  public PaperExperiment(
      PaperResult paper,
      Path dataDirectory,
      String device,
      List<String> settings,
      List<Path> files) {
    this.paper = paper;
    this.dataDirectory = dataDirectory;
    this.device = device;
    this.settings = List.copyOf(settings);
    this.files = List.copyOf(files);
  }

  /** The exit status: 0 if every part succeeded. */
  public int run() throws IOException, InterruptedException {
    String computes = Device.choose(device, 0).name();
    System.out.println("== " + paper.dataset() + " on " + computes + ", in " + dataDirectory);
    List<String> report = new ArrayList<>();
    report.add("# " + paper.dataset() + " on " + computes + " " + String.join(" ", settings));
    steps(computes, report);
    try (ExperimentServer server = ExperimentServer.start(dataDirectory, computes)) {
      if (!importIfMissing(server) || !train(server.channel(), server.target(), computes, report)) {
        return 1;
      }
      evaluate(server.channel(), report);
    }
    Path written = dataDirectory.resolve("paper-" + paper.dataset() + ".md");
    Files.writeString(written, String.join("\n", report) + "\n");
    System.out.println(String.join("\n", report) + "\nwritten to " + written);
    return 0;
  }

  private void steps(String computes, List<String> report)
      throws IOException, InterruptedException {
    System.out.println("\n== Seconds a step");
    report.add("");
    report.add("| matrix products | seconds a step | steps a second | TFLOP/s |");
    report.add("|---|---|---|---|");
    boolean gpu = computes.equals("gpu");
    step(gpu ? "TF32" : "float32", computes, "float32", Map.of(), report);
    if (gpu) {
      step("float32", computes, "float32", Map.of("NVIDIA_TF32_OVERRIDE", "0"), report);
    }
    step("bfloat16", computes, "bfloat16", Map.of(), report);
  }

  private void step(
      String name,
      String computes,
      String precision,
      Map<String, String> environment,
      List<String> report)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--preset",
                paper.dataset(),
                "--device",
                computes,
                "--steps",
                String.valueOf(computes.equals("gpu") ? TIMED_STEPS : 3)));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    arguments.addAll(List.of("--set", "precision=" + precision));
    Optional<JsonNode> timed = BenchProcess.training(arguments, environment);
    String row =
        timed
            .map(
                t ->
                    String.format(
                        Locale.ROOT,
                        "| %s | %.4f | %.2f | %.2f |",
                        name,
                        t.get("seconds_per_step").asDouble(),
                        1 / t.get("seconds_per_step").asDouble(),
                        t.get("gflops").asDouble() / 1e3))
            .orElse("| " + name + " | failed | | |");
    System.out.println(row);
    report.add(row);
  }

  private boolean importIfMissing(ExperimentServer server) {
    boolean there =
        DatasetServiceGrpc.newBlockingStub(server.channel())
            .listDatasets(ListDatasetsRequest.getDefaultInstance())
            .getDatasetsList()
            .stream()
            .anyMatch(d -> d.getName().equals(paper.dataset()));
    if (there) {
      return true;
    }
    if (files.isEmpty()) {
      System.err.println(
          "dataset '" + paper.dataset() + "' is not imported yet: name its .inter and .item files");
      return false;
    }
    System.out.println("\n== Import");
    return server.importFiles(paper.dataset(), files);
  }

  private boolean train(
      ManagedChannel channel, String target, String computes, List<String> report) {
    System.out.println("\n== Train");
    Optional<Training> before =
        TrainingServiceGrpc.newBlockingStub(channel)
            .listTrainings(ListTrainingsRequest.getDefaultInstance())
            .getTrainingsList()
            .stream()
            .filter(t -> t.getModel().equals(paper.dataset()))
            .findFirst();
    if (before.isPresent() && before.get().getState() == TrainingState.TRAINING_STATE_SUCCEEDED) {
      System.out.println(before.get().getId() + " is done");
      return true;
    }
    List<String> command = new ArrayList<>();
    if (before.isPresent()) {
      command.addAll(List.of("trainings", "resume", "--target", target, before.get().getId()));
    } else {
      command.addAll(
          List.of(
              "train",
              "--target",
              target,
              "--dataset",
              paper.dataset(),
              "--model",
              paper.dataset(),
              "--preset",
              paper.dataset(),
              "--report-test-metrics"));
      settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    }
    if (!computes.equals("gpu")) {
      return EmkdCommand.commandLine().execute(command.toArray(String[]::new)) == 0;
    }
    try (GpuMonitor monitor = new GpuMonitor()) {
      int status = EmkdCommand.commandLine().execute(command.toArray(String[]::new));
      report.add("");
      report.add("While training: " + monitor.summary() + ".");
      return status == 0;
    }
  }

  private void evaluate(ManagedChannel channel, List<String> report) {
    System.out.println("\n== Evaluate");
    var answer =
        EvaluationServiceGrpc.newBlockingStub(channel)
            .evaluate(
                EvaluateRequest.newBuilder()
                    .setModel(paper.dataset())
                    .addCutoffs(10)
                    .setBaselines(true)
                    .build());
    report.add("");
    report.add("| test split, unseen candidates | NDCG@10 | HR@10 |");
    report.add("|---|---|---|");
    report.add(
        row(
            answer.getModel().getName()
                + "@"
                + answer.getModel().getVersion()
                + ", best of epoch "
                + answer.getModel().getEpoch(),
            answer.getMetrics().getValuesMap()));
    report.add(
        row("the paper", Map.of("NDCG@10", paper.ndcgAt10(), "HR@10", paper.hitRatioAt10())));
    answer
        .getBaselinesMap()
        .forEach((name, metrics) -> report.add(row(name, metrics.getValuesMap())));
  }

  private static String row(String name, Map<String, Double> metrics) {
    return String.format(
        Locale.ROOT, "| %s | %.4f | %.4f |", name, metrics.get("NDCG@10"), metrics.get("HR@10"));
  }
}
