package io.emkd.grpc.training;

import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.training.TeacherVersions;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.Trainings;
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.call.Page;
import io.emkd.grpc.call.Places;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.grpc.error.ErrorStatus;
import io.emkd.grpc.model.ModelMessages;
import io.emkd.grpc.security.Rights;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.CancelTrainingResponse;
import io.emkd.v1.GetTrainingRequest;
import io.emkd.v1.GetTrainingResponse;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.ListTrainingsResponse;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.ResumeTrainingResponse;
import io.emkd.v1.StartTrainingRequest;
import io.emkd.v1.StartTrainingResponse;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.WatchTrainingRequest;
import io.emkd.v1.WatchTrainingResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code TrainingService} over the domain's queue. */
public final class TrainingGrpcService extends TrainingServiceGrpc.TrainingServiceImplBase {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
  private static final Duration WATCH_AGAIN_AFTER = Duration.ofSeconds(5);

  private final Trainings trainings;
  private final ModelMessages models;
  private final TeacherVersions teachers;
  private final Places watchers;
  private final Set<TrainingStream<?>> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  public TrainingGrpcService(Trainings trainings, ModelStore models, CallLimits limits) {
    this.trainings = trainings;
    this.models = new ModelMessages(models);
    this.teachers = new TeacherVersions(models);
    this.watchers =
        new Places(
            "watched trainings", "limits.watchers_at_once", limits.watchersAtOnce(), RETRY_AFTER);
  }

  @Override
  public void train(TrainRequest request, StreamObserver<TrainResponse> observer) {
    stream(
        observer,
        () -> trainings.submit(requested(request)).id(),
        event ->
            TrainResponse.newBuilder().setEvent(TrainingMessages.event(event, models)).build());
  }

  private TrainingRequest requested(TrainRequest request) {
    return new TrainingRequest(
        request.getDataset(),
        request.getModel(),
        TrainingConfigurations.of(request.getPreset(), request.getOptions(), teachers::named),
        request.getReportTestMetrics());
  }

  @Override
  public void startTraining(
      StartTrainingRequest request, StreamObserver<StartTrainingResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            StartTrainingResponse.newBuilder()
                .setTraining(
                    TrainingMessages.training(
                        trainings.submit(requested(request.getTraining()), request.getRequestId())))
                .build());
  }

  @Override
  public void resumeTraining(
      ResumeTrainingRequest request, StreamObserver<ResumeTrainingResponse> observer) {
    stream(
        observer,
        () -> trainings.resume(request.getTrainingId()).id(),
        event ->
            ResumeTrainingResponse.newBuilder()
                .setEvent(TrainingMessages.event(event, models))
                .build());
  }

  @Override
  public void watchTraining(
      WatchTrainingRequest request, StreamObserver<WatchTrainingResponse> observer) {
    stream(
        observer,
        request::getTrainingId,
        event ->
            WatchTrainingResponse.newBuilder()
                .setEvent(TrainingMessages.event(event, models))
                .build());
  }

  @Override
  public void listTrainings(
      ListTrainingsRequest request, StreamObserver<ListTrainingsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          Rights rights = Rights.ofCall();
          var covered =
              trainings.list().stream()
                  .filter(t -> rights.coverModel(t.request().model()))
                  .filter(t -> rights.coverDataset(t.request().dataset()))
                  .toList();
          var page = Page.of(covered, request.getPageSize(), request.getPageToken());
          ListTrainingsResponse.Builder response =
              ListTrainingsResponse.newBuilder().setNextPageToken(page.nextPageToken());
          page.elements().forEach(t -> response.addTrainings(TrainingMessages.training(t)));
          return response.build();
        });
  }

  @Override
  public void getTraining(
      GetTrainingRequest request, StreamObserver<GetTrainingResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            GetTrainingResponse.newBuilder()
                .setTraining(TrainingMessages.training(trainings.get(request.getTrainingId())))
                .build());
  }

  @Override
  public void cancelTraining(
      CancelTrainingRequest request, StreamObserver<CancelTrainingResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            CancelTrainingResponse.newBuilder()
                .setTraining(TrainingMessages.training(trainings.cancel(request.getTrainingId())))
                .build());
  }

  /**
   * Ends all streams, those that come later as well, with UNAVAILABLE; the trainings do not end by
   * that.
   */
  public void stopStreams() {
    stopping = true;
    streams.forEach(TrainingGrpcService::stop);
  }

  private static void stop(TrainingStream<?> stream) {
    stream.stop(
        new UnavailableException(
            "the server is stopping; the training goes on when it is back: watch it again",
            WATCH_AGAIN_AFTER,
            null));
  }

  /**
   * Streams the events of the training that {@code start} names, until it ends or the caller goes.
   */
  private <R> void stream(
      StreamObserver<R> observer, Supplier<String> start, Function<TrainingEvent, R> message) {
    ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) observer;
    Places.Place place;
    try {
      place = watchers.take();
    } catch (RuntimeException refused) {
      call.onError(ErrorStatus.of(refused));
      return;
    }
    TrainingStream<R> stream = new TrainingStream<>(call, message);
    streams.add(stream);
    Runnable over =
        () -> {
          streams.remove(stream);
          place.close();
          stream.gone();
        };
    call.setOnCancelHandler(over);
    call.setOnCloseHandler(over);
    try {
      String id = start.get();
      stream.of(id);
      stream.watched(trainings.watch(id, stream::accept));
    } catch (RuntimeException failed) {
      stream.fail(failed);
    }
    if (stopping) {
      stop(stream);
    }
  }
}
