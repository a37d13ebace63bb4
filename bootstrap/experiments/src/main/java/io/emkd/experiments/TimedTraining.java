package io.emkd.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.JsonFormat;
import io.emkd.cli.OptionSetter;
import io.emkd.cli.PresetNames;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Trains for about a given time. A training publishes its best weights at its end alone, so the
 * epochs are chosen to fit: from the time of a step and, once it is seen how fast the training is,
 * from that, where it is started anew if they do not.
 */
final class TimedTraining {
  private static final String VALIDATED_EVERY = "8";

  private final ExperimentServer server;
  private final String preset;
  private final Map<String, String> settings;
  private final Duration time;

  /**
   * @param settings in place of the preset's; epochs among them are taken as they are
   */
  TimedTraining(
      ExperimentServer server, String preset, Map<String, String> settings, Duration time) {
    this.server = server;
    this.preset = preset;
    this.settings = new LinkedHashMap<>(settings);
    this.settings.putIfAbsent("validation_interval", VALIDATED_EVERY);
    this.settings.putIfAbsent("first_validation_epoch", VALIDATED_EVERY);
    this.time = time;
  }

  /**
   * Trains the model of the dataset's name, and says whether a version of it was published.
   *
   * @param expected what {@code bench training} says of such steps
   */
  boolean run(List<Path> files, Optional<JsonNode> expected, StepReport step, TimeLimit limit)
      throws IOException {
    if (!server.importFiles(preset, files)) {
      step.fail("the files " + files + " could not be imported");
      return false;
    }
    TrainingConfiguration configuration =
        TrainingConfigurations.of(PresetNames.parse(preset), OptionSetter.options(settings));
    int most = configuration.schedule().epochs();
    boolean chosen = !settings.containsKey("epochs");
    double seconds = time.toMillis() / 1e3;
    int epochs =
        chosen && expected.isPresent()
            ? EpochEstimate.epochs(files, configuration, expected.get(), seconds)
            : most;
    TimeLimit all = new TimeLimit(time);
    while (true) {
      TrainingPace watch =
          new TrainingPace(epochs, most, Math.max(0, seconds - all.elapsedSeconds()));
      Run run = new Run(watch);
      OptionalInt anew = run.follow(epochs, chosen, limit);
      if (anew.isEmpty()) {
        return report(run, step);
      }
      step.line(
          "Begun with %d epochs; after %d steps %d seemed to fit, so it was started anew.",
          epochs, watch.steps(), anew.getAsInt());
      step.line("");
      epochs = anew.getAsInt();
      chosen = false;
    }
  }

  /** One training, from its acceptance to its end. */
  private final class Run {
    private final TrainingPace watch;
    private Training training = Training.getDefaultInstance();
    private String failure = "";

    Run(TrainingPace watch) {
      this.watch = watch;
    }

    /** Returns with how many epochs to start anew, where it was cancelled for that. */
    OptionalInt follow(int epochs, boolean mayStartAnew, TimeLimit limit) {
      Map<String, String> own = new LinkedHashMap<>(settings);
      own.put("epochs", String.valueOf(epochs));
      System.out.println("training " + own);
      TimeLimit since = new TimeLimit(limit.remaining());
      OptionalInt anew = OptionalInt.empty();
      try {
        Iterator<TrainResponse> events =
            TrainingServiceGrpc.newBlockingStub(server.channel())
                .withDeadlineAfter(limit.remaining().toMillis(), TimeUnit.MILLISECONDS)
                .train(
                    TrainRequest.newBuilder()
                        .setDataset(preset)
                        .setModel(preset)
                        .setPreset(PresetNames.parse(preset))
                        .setOptions(OptionSetter.options(own))
                        .build());
        while (events.hasNext()) {
          var event = events.next().getEvent();
          if (event.hasAccepted()) {
            training = event.getAccepted();
          } else if (event.hasEnded()) {
            training = event.getEnded();
          }
          OptionalInt other = watch.take(event, since.elapsedSeconds());
          if (event.hasValidation()) {
            System.out.printf(
                "epoch %d, %.0f s: %s%n",
                event.getValidation().getEpoch(),
                since.elapsedSeconds(),
                event.getValidation().getValidationMap());
          }
          if (mayStartAnew && anew.isEmpty() && other.isPresent()) {
            anew = other;
            cancel();
          }
        }
      } catch (StatusRuntimeException lost) {
        boolean late = lost.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
        failure =
            late
                ? "it was cancelled after "
                    + limit.whole().toSeconds()
                    + " s, at step "
                    + watch.steps()
                    + " of "
                    + watch.totalSteps()
                    + ": nothing was published"
                : lost.getStatus().toString();
        if (late) {
          cancel();
        }
        return OptionalInt.empty();
      }
      return anew;
    }

    private void cancel() {
      var unused =
          TrainingServiceGrpc.newBlockingStub(server.channel())
              .cancelTraining(
                  CancelTrainingRequest.newBuilder().setTrainingId(training.getId()).build());
    }
  }

  private static boolean report(Run run, StepReport step) throws IOException {
    Training training = run.training;
    TrainingPace watch = run.watch;
    var options = training.getOptions();
    step.line(
        "%d epochs of %s, %d of %d steps, seed %d, %.1f s to the first step; the epochs were chosen for"
            + " the time, since a training publishes at its end alone.",
        options.getEpochs(),
        training.getModel(),
        watch.steps(),
        watch.totalSteps(),
        options.getSeed(),
        watch.secondsToFirstStep());
    step.line("");
    step.line("| epoch | step | seconds | mean loss | validation NDCG@10 | HR@10 | |");
    step.line("|---|---|---|---|---|---|---|");
    ObjectNode json = step.json();
    json.put("epochs", options.getEpochs()).put("seed", options.getSeed());
    json.put("steps", watch.steps()).put("total_steps", watch.totalSteps());
    json.put("seconds_to_first_step", watch.secondsToFirstStep());
    json.set(
        "options",
        new ObjectMapper()
            .readTree(JsonFormat.printer().preservingProtoFieldNames().print(options)));
    json.putArray("curve");
    for (TrainingPace.Point point : watch.curve()) {
      step.line(
          "| %d | %d | %.1f | %.3f | %.4f | %.4f | %s |",
          point.epoch(),
          point.step(),
          point.seconds(),
          point.meanLoss(),
          point.validation().getOrDefault("NDCG@10", Double.NaN),
          point.validation().getOrDefault("HR@10", Double.NaN),
          point.best() ? "best" : "");
      ObjectNode row = json.withArray("curve").addObject();
      row.put("epoch", point.epoch()).put("step", point.step()).put("seconds", point.seconds());
      row.put("mean_loss", point.meanLoss()).put("best", point.best());
      point.validation().forEach(row.putObject("validation")::put);
    }
    if (!run.failure.isEmpty()) {
      step.fail(run.failure);
      return false;
    }
    if (training.getState() != TrainingState.TRAINING_STATE_SUCCEEDED) {
      step.fail(training.getState() + " " + training.getMessage());
      return false;
    }
    return true;
  }
}
