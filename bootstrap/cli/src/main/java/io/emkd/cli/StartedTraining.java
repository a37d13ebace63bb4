package io.emkd.cli;

import com.google.common.collect.Iterators;
import io.emkd.v1.StartTrainingRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.WatchTrainingRequest;
import io.emkd.v1.WatchTrainingResponse;
import io.grpc.Channel;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Starts a training and gives its events. */
final class StartedTraining {
  private StartedTraining() {}

  /**
   * @param detach whether its acceptance is enough
   * @param requestId with which the same command may have started it before; null for none
   */
  static Iterator<TrainingEvent> events(
      Channel channel, TrainRequest request, boolean detach, @Nullable String requestId) {
    var trainings = TrainingServiceGrpc.newBlockingStub(channel);
    if (!detach && requestId == null) {
      return Iterators.transform(trainings.train(request), TrainResponse::getEvent);
    }
    Training training =
        trainings
            .startTraining(
                StartTrainingRequest.newBuilder()
                    .setTraining(request)
                    .setRequestId(Objects.requireNonNullElse(requestId, ""))
                    .build())
            .getTraining();
    if (detach) {
      return Iterators.singletonIterator(TrainingEvent.newBuilder().setAccepted(training).build());
    }
    return Iterators.transform(
        trainings.watchTraining(
            WatchTrainingRequest.newBuilder().setTrainingId(training.getId()).build()),
        WatchTrainingResponse::getEvent);
  }
}
