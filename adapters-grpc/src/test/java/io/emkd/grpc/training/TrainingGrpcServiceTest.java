package io.emkd.grpc.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.registry.MemoryModels;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import io.emkd.grpc.CallsInTurn;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.call.CallLimits;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.GetTrainingRequest;
import io.emkd.v1.ListTrainingsRequest;
import io.emkd.v1.ListTrainingsResponse;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.StartTrainingRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingOptions;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.WatchTrainingRequest;
import io.emkd.v1.WatchTrainingResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trainings that are begun, watched and ended from outside. */
@Timeout(60)
class TrainingGrpcServiceTest {
  private static final TrainingRequest REQUEST =
      new TrainingRequest("films", "shop", Preset.SMALL.configuration(), false);
  private static final WatchTrainingRequest WATCH =
      WatchTrainingRequest.newBuilder().setTrainingId("t-1").build();

  private final HeldTrainings trainings = new HeldTrainings();
  private final TrainingGrpcService service =
      new TrainingGrpcService(trainings, new MemoryModels(), new CallLimits(1, 1, 1, 1));
  private final ServedCalls calls = new ServedCalls(service);
  private final TrainingServiceGrpc.TrainingServiceBlockingStub client =
      TrainingServiceGrpc.newBlockingStub(calls.channel());

  @AfterEach
  void stop() {
    calls.close();
  }

  private TrainingEvent.Ended ended() {
    return new TrainingEvent.Ended(HeldTrainings.record("t-1", REQUEST, TrainingState.SUCCEEDED));
  }

  @Test
  void aTrainingIsAskedForWithAllThatTheRequestSaysAndToldToItsEnd() {
    Iterator<TrainResponse> events =
        client.train(
            TrainRequest.newBuilder()
                .setDataset("films")
                .setModel("shop")
                .setOptions(TrainingOptions.newBuilder().setEpochs(2))
                .setReportTestMetrics(true)
                .build());
    assertThat(events.next().getEvent().getAccepted().getId()).isEqualTo("t-1");
    trainings.tell(new TrainingEvent.CheckpointSaved(5));
    assertThat(events.next().getEvent().getCheckpoint().getStep()).isEqualTo(5);
    trainings.tell(ended());
    assertThat(events.next().getEvent().hasEnded()).isTrue();
    assertThat(events.hasNext()).isFalse();

    TrainingRequest asked = trainings.records.get("t-1").request();
    assertThat(asked.dataset()).isEqualTo("films");
    assertThat(asked.model()).isEqualTo("shop");
    assertThat(asked.configuration().schedule().epochs()).isEqualTo(2);
    assertThat(asked.reportTestMetrics()).isTrue();
  }

  @Test
  void aTrainingIsStartedWithoutWatchingItAndOnceForEachRequestId() {
    StartTrainingRequest.Builder request =
        StartTrainingRequest.newBuilder()
            .setTraining(TrainRequest.newBuilder().setDataset("films").setModel("shop"))
            .setRequestId("nightly");

    Training first = client.startTraining(request.build()).getTraining();
    Training again = client.startTraining(request.build()).getTraining();
    Training other = client.startTraining(request.setRequestId("").build()).getTraining();

    assertThat(first.getId()).isEqualTo("t-1");
    assertThat(first.getState()).isEqualTo(io.emkd.v1.TrainingState.TRAINING_STATE_QUEUED);
    assertThat(again).isEqualTo(first);
    assertThat(other.getId()).isEqualTo("t-2");
    assertThat(trainings.watchers).isEmpty();
  }

  @Test
  void optionsOutOfRangeBeginNoTraining() {
    Refusal refusal =
        Refusal.of(
            () ->
                client
                    .train(
                        TrainRequest.newBuilder()
                            .setDataset("films")
                            .setModel("shop")
                            .setOptions(TrainingOptions.newBuilder().setEpochs(0).setBatchSize(-1))
                            .build())
                    .hasNext());

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.fields()).contains("epochs", "batch_size");
    assertThat(trainings.records).isEmpty();
  }

  @Test
  void asManyAreWatchedAsMayAndOneThatGoesMakesRoom() throws Exception {
    trainings.submit(REQUEST);
    Context.CancellableContext watching = Context.current().withCancellation();
    watching.call(() -> client.watchTraining(WATCH).next());
    Refusal refusal = Refusal.of(() -> client.watchTraining(WATCH).hasNext());
    watching.cancel(null);

    assertThat(refusal.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal.message()).contains("limits.watchers_at_once");
    assertThat(trainings.unwatched.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    Iterator<WatchTrainingResponse> next = client.watchTraining(WATCH);
    assertThat(next.next().getEvent().hasAccepted()).isTrue();
    trainings.tell(ended());
  }

  @Test
  void aServerThatStopsEndsTheWatchingAndSaysWhenToWatchAgain() {
    trainings.submit(REQUEST);
    Iterator<WatchTrainingResponse> events = client.watchTraining(WATCH);
    events.next();
    service.stopStreams();
    Refusal refusal = Refusal.of(events::hasNext);

    assertThat(refusal.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(refusal.message()).contains("watch it again");
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(5));
    assertThat(trainings.records.get("t-1").state()).isEqualTo(TrainingState.QUEUED);
  }

  @Test
  void whoComesWhileTheServerStopsIsToldToo() {
    trainings.submit(REQUEST);
    service.stopStreams();
    Iterator<WatchTrainingResponse> events = client.watchTraining(WATCH);

    assertThat(
            Refusal.of(
                    () -> {
                      while (events.hasNext()) {
                        events.next();
                      }
                      return null;
                    })
                .code())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void whoSeesTheEndOfAWatchingMayWatchAgain() throws Exception {
    TrainingServiceGrpc.TrainingServiceStub again =
        CallsInTurn.client(TrainingServiceGrpc.newStub(calls.channel()));
    assertThat(
            CallsInTurn.ends(
                (StreamObserver<WatchTrainingResponse> observer) ->
                    again.watchTraining(WATCH, observer)))
        .hasSize(3)
        .containsOnly(Status.Code.NOT_FOUND);
    trainings.ended = true;
    assertThat(
            CallsInTurn.ends(
                (StreamObserver<TrainResponse> observer) ->
                    again.train(
                        TrainRequest.newBuilder().setDataset("films").setModel("shop").build(),
                        observer)))
        .hasSize(3)
        .containsOnly(Status.Code.OK);
  }

  @Test
  void whatIsNotThereIsNamedByEveryMethod() {
    List<Refusal> refusals =
        List.of(
            Refusal.of(() -> client.watchTraining(WATCH).hasNext()),
            Refusal.of(
                () ->
                    client
                        .resumeTraining(
                            ResumeTrainingRequest.newBuilder().setTrainingId("t-1").build())
                        .hasNext()),
            Refusal.of(
                () ->
                    client.getTraining(
                        GetTrainingRequest.newBuilder().setTrainingId("t-1").build())),
            Refusal.of(
                () ->
                    client.cancelTraining(
                        CancelTrainingRequest.newBuilder().setTrainingId("t-1").build())));

    assertThat(refusals).extracting(Refusal::reason).containsOnly("TRAINING_NOT_FOUND");
  }

  @Test
  void aTrainingIsShownAndCancelled() {
    trainings.submit(REQUEST);
    var shown = client.getTraining(GetTrainingRequest.newBuilder().setTrainingId("t-1").build());
    var cancelled =
        client.cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId("t-1").build());

    assertThat(shown.getTraining().getState().name()).isEqualTo("TRAINING_STATE_QUEUED");
    assertThat(cancelled.getTraining().getState().name()).isEqualTo("TRAINING_STATE_CANCELLED");
  }

  @Test
  void trainingsAreListedInPages() {
    for (int training = 0; training < 3; training++) {
      trainings.submit(REQUEST);
    }
    List<String> ids = new ArrayList<>();
    String token = "";
    do {
      ListTrainingsResponse page =
          client.listTrainings(
              ListTrainingsRequest.newBuilder().setPageSize(2).setPageToken(token).build());
      page.getTrainingsList().forEach(training -> ids.add(training.getId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(ids).containsExactly("t-1", "t-2", "t-3");
  }
}
