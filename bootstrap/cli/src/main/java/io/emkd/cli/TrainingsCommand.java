package io.emkd.cli;

import com.google.common.collect.Iterators;
import com.google.protobuf.util.Timestamps;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.GetTrainingRequest;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.ListTrainingsResponse;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.ResumeTrainingResponse;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.WatchTrainingRequest;
import io.emkd.v1.WatchTrainingResponse;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "trainings",
    description = "Lists, shows, watches, cancels and resumes trainings.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd trainings list",
      "  ./emkd trainings show films-0f61c3a2 --output json",
      "  ./emkd trainings watch films-0f61c3a2",
      "  ./emkd trainings cancel films-0f61c3a2",
      "  ./emkd trainings resume films-0f61c3a2 --detach"
    })
final class TrainingsCommand {
  private static final String STATE = "TRAINING_STATE_";

  @Command(description = "Newest first.", mixinStandardHelpOptions = true)
  int list(@Mixin ServerConnection server, @Mixin ResultFormat result) {
    return server.call(
        channel -> {
          var trainings = TrainingServiceGrpc.newBlockingStub(channel);
          ListTrainingsResponse.Builder all = ListTrainingsResponse.newBuilder();
          Pages.each(
              token ->
                  trainings.listTrainings(
                      ListTrainingsRequest.newBuilder().setPageToken(token).build()),
              ListTrainingsResponse::getNextPageToken,
              page -> all.addAllTrainings(page.getTrainingsList()));
          result.print(all, () -> table(all.getTrainingsList()));
          return ExitCode.DONE;
        });
  }

  private static String table(List<Training> trainings) {
    return Output.table(
        List.of("training", "state", "dataset", "created", "message"),
        trainings.stream()
            .map(
                t ->
                    List.of(
                        t.getId(),
                        state(t),
                        t.getDataset(),
                        Timestamps.toString(t.getCreateTime()),
                        t.getMessage()))
            .toList(),
        "state",
        "dataset",
        "created",
        "message");
  }

  /** As {@code succeeded}. */
  static String state(Training training) {
    return training.getState().name().substring(STATE.length()).toLowerCase(Locale.ROOT);
  }

  @Command(
      description = "One training, with every option in force.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "ID") String id) {
    return server.call(
        channel -> {
          Training training =
              TrainingServiceGrpc.newBlockingStub(channel)
                  .getTraining(GetTrainingRequest.newBuilder().setTrainingId(id).build())
                  .getTraining();
          result.print(
              training,
              () -> table(List.of(training)) + "\n" + Output.jsonLine(training.getOptions()));
          return ExitCode.DONE;
        });
  }

  @Command(
      description = "Shows its events until it ends. Exit status 1 if it failed.",
      mixinStandardHelpOptions = true)
  int watch(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "ID") String id) {
    return server.call(
        channel -> {
          var answers =
              TrainingServiceGrpc.newBlockingStub(channel)
                  .watchTraining(WatchTrainingRequest.newBuilder().setTrainingId(id).build());
          return TrainingEvents.show(
              Iterators.transform(answers, WatchTrainingResponse::getEvent), result, false);
        });
  }

  @Command(
      description = "Goes on from the newest checkpoint. Exit status 1 if it failed.",
      mixinStandardHelpOptions = true)
  int resume(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--detach", description = "Print the training's id and return.")
          boolean detach) {
    return server.call(
        channel -> {
          var answers =
              TrainingServiceGrpc.newBlockingStub(channel)
                  .resumeTraining(ResumeTrainingRequest.newBuilder().setTrainingId(id).build());
          return TrainingEvents.show(
              Iterators.transform(answers, ResumeTrainingResponse::getEvent), result, detach);
        });
  }

  @Command(
      description = "Ends it within a step; its last checkpoint stays.",
      mixinStandardHelpOptions = true)
  int cancel(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "ID") String id) {
    return server.call(
        channel -> {
          var response =
              TrainingServiceGrpc.newBlockingStub(channel)
                  .cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(id).build());
          result.print(response, () -> "cancelled " + id);
          return ExitCode.DONE;
        });
  }
}
