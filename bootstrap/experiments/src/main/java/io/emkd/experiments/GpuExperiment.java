package io.emkd.experiments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emkd.cli.EmkdCommand;
import io.emkd.cli.OptionSetter;
import io.emkd.cli.PresetNames;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.tensorflow.device.CudaToolkit;
import io.emkd.tensorflow.device.Device;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluationServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;

/**
 * What one wants to know of a GPU, in one report: whether it computes what it should, how long a
 * step takes and where its time goes, how far a training comes in some minutes, and how good its
 * result is. Each step has a time limit of its own; one that fails does not keep the next from
 * being tried.
 */
final class GpuExperiment {
  /** Import and publication come on top of the time of the training itself. */
  private static final Duration AROUND_TRAINING = Duration.ofSeconds(30);

  /** Of what decides how numbers are computed. */
  private static final List<String> VARIABLES =
      List.of(
          "XLA_FLAGS",
          "TF_XLA_FLAGS",
          "NVIDIA_TF32_OVERRIDE",
          "TF_DETERMINISTIC_OPS",
          "TF_OVERRIDE_GLOBAL_THREADPOOL",
          "TF_GPU_ALLOCATOR",
          "CUDA_VISIBLE_DEVICES");

  /** The time of each step. */
  record Limits(
      Duration golden, Duration times, Duration profile, Duration training, Duration evaluation) {}

  /**
   * What to do.
   *
   * @param preset and the dataset's name
   * @param golden folder of golden cases
   * @param data folder of the dataset's files
   * @param report the Markdown's file
   * @param settings in place of the preset's
   * @param steps timed of each variant
   * @param ranked sequences, of each variant
   */
  record Plan(
      String preset,
      Optional<Path> golden,
      Optional<Path> data,
      Path report,
      String device,
      Map<String, String> settings,
      int steps,
      int ranked,
      Limits limits) {}

  private interface Work {
    void run(StepReport step, TimeLimit limit) throws IOException, InterruptedException;
  }

  private final Plan plan;
  private final Device device;
  private final GpuReport report;
  private final StepTimes times;
  private boolean published;

  GpuExperiment(Plan plan) {
    this.plan = plan;
    this.device = Device.choose(plan.device(), 0);
    this.report =
        new GpuReport(plan.report(), plan.preset() + " on " + MachineFacts.device(device.name()));
    this.times =
        new StepTimes(plan.preset(), device.name(), plan.settings(), plan.steps(), plan.ranked());
  }

  /** XLA's flags for a process that is started: this one's, the toolkit's folder and more. */
  static String xlaFlags(String more) {
    return (CudaToolkit.flags() + " " + more.strip()).strip();
  }

  /** The exit status: 0 if no step failed. */
  int run() throws IOException, InterruptedException {
    TimeLimit all = new TimeLimit(Duration.ofDays(1));
    facts();
    step(
        "Golden vectors",
        plan.limits().golden(),
        new GoldenStep(plan.golden(), device.name())::run);
    step("Step times", plan.limits().times(), times::time);
    step("Profile", plan.limits().profile(), times::profile);
    Path folder = Files.createTempDirectory("emkd-gpu-");
    try (ExperimentServer server = ExperimentServer.start(folder, device.name())) {
      step(
          "Training",
          plan.limits().training().plus(AROUND_TRAINING),
          (step, limit) -> train(server, step, limit));
      step(
          "Evaluation", plan.limits().evaluation(), (step, limit) -> evaluate(server, step, limit));
    } finally {
      AtomicDirectory.delete(folder);
    }
    report.fact("seconds in all", String.format(Locale.ROOT, "%.0f", all.elapsedSeconds()));
    report.write();
    System.out.println(
        "\nwritten to " + plan.report() + " and " + GpuReport.jsonBeside(plan.report()));
    return report.failed() ? 1 : 0;
  }

  private void facts() {
    Device.preload();
    report.fact("device", device.name() + ", " + MachineFacts.device(device.name()));
    report.fact("compilation of a training's step", device.compilation().name());
    report.fact("CUDA toolkit", CudaToolkit.find().map(Path::toString).orElse("none was found"));
    report.fact("TensorFlow", TensorFlow.version());
    report.fact(
        "Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    report.fact("emkd", EmkdCommand.commandLine().getCommandSpec().version()[0]);
    report.fact("preset", plan.preset());
    report.fact(
        "options in its place",
        plan.settings().entrySet().stream()
            .map(set -> set.getKey() + "=" + set.getValue())
            .collect(Collectors.joining(" ")));
    report.fact(
        "seed",
        String.valueOf(
            TrainingConfigurations.of(
                    PresetNames.parse(plan.preset()), OptionSetter.options(plan.settings()))
                .seed()));
    report.fact("began", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    for (String variable : VARIABLES) {
      String value = System.getenv(variable);
      if (value != null) {
        report.fact(variable, "`" + value + "`");
      }
    }
  }

  private void step(String title, Duration time, Work work)
      throws IOException, InterruptedException {
    System.out.println("\n== " + title + ", at most " + time.toSeconds() + " s");
    StepReport step = new StepReport(title);
    TimeLimit limit = new TimeLimit(time);
    try {
      work.run(step, limit);
    } catch (IOException | RuntimeException failed) {
      failed.printStackTrace();
      step.fail(failed.toString());
    }
    step.took(limit.elapsedSeconds(), time.toSeconds());
    report.add(step);
    System.out.println(step.row());
    // Whatever ends this process, what was found out stays.
    report.write();
  }

  private void train(ExperimentServer server, StepReport step, TimeLimit limit) throws IOException {
    if (plan.data().isEmpty()) {
      step.skip("--data names no folder with the dataset's .inter and .item files");
      return;
    }
    List<Path> files = files(plan.data().get());
    if (files.isEmpty()) {
      step.fail("there is no .inter file in " + plan.data().get());
      return;
    }
    TimedTraining training =
        new TimedTraining(server, plan.preset(), plan.settings(), plan.limits().training());
    try (GpuMonitor monitor = new GpuMonitor()) {
      published = training.run(files, times.expected(device.compilation()), step, limit);
      if (device.name().equals("gpu")) {
        step.line("");
        step.line("While training: %s.", monitor.summary());
        step.json().put("monitor", monitor.summary());
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> listed = Files.list(folder)) {
      List<Path> files =
          listed.filter(f -> f.toString().matches(".*\\.(inter|item)")).sorted().toList();
      return files.stream().anyMatch(f -> f.toString().endsWith(".inter")) ? files : List.of();
    }
  }

  private void evaluate(ExperimentServer server, StepReport step, TimeLimit limit) {
    if (!published) {
      step.skip("no version was published");
      return;
    }
    try {
      var answer =
          EvaluationServiceGrpc.newBlockingStub(server.channel())
              .withDeadlineAfter(limit.remaining().toMillis(), TimeUnit.MILLISECONDS)
              .evaluate(
                  EvaluateRequest.newBuilder()
                      .setModel(plan.preset())
                      .addCutoffs(10)
                      .setBaselines(true)
                      .build());
      step.line("Test split, unseen candidates, %d users.", answer.getMetrics().getUsers());
      step.line("");
      step.line("| | NDCG@10 | HR@10 |");
      step.line("|---|---|---|");
      step.json().put("split", "test").put("candidates", "unseen");
      step.json().put("users", answer.getMetrics().getUsers());
      row(
          step,
          "ensemble",
          "the ensemble after epoch " + answer.getModel().getEpoch(),
          answer.getMetrics().getValuesMap());
      answer
          .getBaselinesMap()
          .forEach((name, metrics) -> row(step, name, name, metrics.getValuesMap()));
      if (PaperResult.datasets().contains(plan.preset())) {
        PaperResult paper = PaperResult.of(plan.preset());
        row(
            step,
            "paper",
            "the paper, after its whole schedule",
            Map.of("NDCG@10", paper.ndcgAt10(), "HR@10", paper.hitRatioAt10()));
      }
    } catch (StatusRuntimeException failed) {
      step.fail(failed.getStatus().toString());
    }
  }

  private static void row(StepReport step, String key, String name, Map<String, Double> metrics) {
    step.line(
        "| %s | %.4f | %.4f |",
        name,
        metrics.getOrDefault("NDCG@10", Double.NaN),
        metrics.getOrDefault("HR@10", Double.NaN));
    ObjectNode row = step.json().withObject("/metrics").putObject(key);
    metrics.forEach(row::put);
  }
}
