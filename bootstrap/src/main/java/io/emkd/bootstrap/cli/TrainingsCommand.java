package io.emkd.bootstrap.cli;

import com.google.protobuf.util.Timestamps;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.WatchTrainingRequest;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "trainings",
    description = "Lists, watches, cancels and resumes trainings.",
    mixinStandardHelpOptions = true)
final class TrainingsCommand {
  @Command(description = "Newest first.", mixinStandardHelpOptions = true)
  int list(@Mixin ServerConnection server) {
    return server.call(
        channel -> {
          List<Training> trainings =
              TrainingServiceGrpc.newBlockingStub(channel)
                  .listTrainings(ListTrainingsRequest.getDefaultInstance())
                  .getTrainingsList();
          System.out.println(
              Output.table(
                  List.of("training", "state", "dataset", "created", "message"),
                  trainings.stream()
                      .map(
                          t ->
                              List.of(
                                  t.getId(),
                                  t.getState()
                                      .name()
                                      .substring("TRAINING_STATE_".length())
                                      .toLowerCase(Locale.ROOT),
                                  t.getDataset(),
                                  Timestamps.toString(t.getCreateTime()),
                                  t.getMessage()))
                      .toList()));
          return 0;
        });
  }

  @Command(description = "Shows its events until it ends.", mixinStandardHelpOptions = true)
  int watch(@Mixin ServerConnection server, @Parameters(paramLabel = "ID") String id) {
    return server.call(
        channel -> {
          try (TrainingProgressPrinter printer = new TrainingProgressPrinter()) {
            TrainingServiceGrpc.newBlockingStub(channel)
                .watchTraining(WatchTrainingRequest.newBuilder().setTrainingId(id).build())
                .forEachRemaining(response -> printer.show(response.getEvent()));
            return printer.succeeded() ? 0 : 1;
          }
        });
  }

  @Command(description = "Goes on from the newest checkpoint.", mixinStandardHelpOptions = true)
  int resume(@Mixin ServerConnection server, @Parameters(paramLabel = "ID") String id) {
    return server.call(
        channel -> {
          try (TrainingProgressPrinter printer = new TrainingProgressPrinter()) {
            TrainingServiceGrpc.newBlockingStub(channel)
                .resumeTraining(ResumeTrainingRequest.newBuilder().setTrainingId(id).build())
                .forEachRemaining(response -> printer.show(response.getEvent()));
            return printer.succeeded() ? 0 : 1;
          }
        });
  }

  @Command(
      description = "Ends it within a step; its last checkpoint stays.",
      mixinStandardHelpOptions = true)
  int cancel(@Mixin ServerConnection server, @Parameters(paramLabel = "ID") String id) {
    return server.call(
        channel -> {
          TrainingServiceGrpc.newBlockingStub(channel)
              .cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(id).build());
          System.out.println("cancelled " + id);
          return 0;
        });
  }
}
