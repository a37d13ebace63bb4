package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ResourceInfo;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportHeader;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.StreamRecommendResponse;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.WatchTrainingRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM, then a restart on the same data. */
class StopTest {
  private static final int EPOCHS = 150;

  @TempDir Path folder;
  private ServerProcess server;

  @AfterEach
  void kill() throws InterruptedException {
    server.kill();
  }

  /** Without a checkpoint of its own until its end. */
  private static TrainRequest training(String model) {
    TrainRequest request = TestShop.training("shop", model, EPOCHS);
    return request.toBuilder()
        .setOptions(request.getOptions().toBuilder().setFirstValidationEpoch(EPOCHS))
        .build();
  }

  private long newestCheckpoint(String id) throws IOException {
    try (Stream<Path> files =
        Files.list(folder.resolve("trainings").resolve(id).resolve("checkpoints"))) {
      return files.mapToLong(f -> Long.parseLong(f.getFileName().toString())).max().orElseThrow();
    }
  }

  private void assertStops() throws InterruptedException {
    server.process().destroy();
    assertThat(server.process().waitFor(10, TimeUnit.SECONDS)).as("it has ended").isTrue();
    assertThat(server.process().exitValue()).as("its exit status").isEqualTo(143);
    server.channel().shutdownNow();
  }

  @Test
  void aStoppedServerEndsStreamsCheckpointsTheLastStepAndGoesOnByItselfWithTheSameLosses()
      throws Exception {
    server = ServerProcess.start(folder, Map.of("EMKD_WARM_UP", "0s"));
    TestShop.importText(server.channel(), "shop", TestShop.interactions(300));
    var trainings = TrainingServiceGrpc.newBlockingStub(server.channel());
    Map<Long, Double> uninterrupted = new HashMap<>();
    trainings
        .train(training("reference"))
        .forEachRemaining(r -> TestShop.losses(uninterrupted, r.getEvent()));
    Iterator<TrainResponse> events = trainings.train(training("shop"));
    String id = events.next().getEvent().getAccepted().getId();
    Map<Long, Double> before = new HashMap<>();
    while (before.size() < 30) {
      TestShop.losses(before, events.next().getEvent());
    }
    CompletableFuture<Throwable> idle = new CompletableFuture<>();
    RecommendationServiceGrpc.newStub(server.channel())
        .streamRecommend(ending(StreamRecommendResponse.class, idle));
    CompletableFuture<Throwable> importing = new CompletableFuture<>();
    DatasetServiceGrpc.newStub(server.channel())
        .importDataset(ending(ImportDatasetResponse.class, importing))
        .onNext(
            ImportDatasetRequest.newBuilder()
                .setHeader(ImportHeader.newBuilder().setDataset("other").setFormatValue(2))
                .build());

    server.process().destroy();
    StatusRuntimeException told = null;
    try {
      while (true) {
        TestShop.losses(before, events.next().getEvent());
      }
    } catch (StatusRuntimeException ended) {
      told = ended;
    }
    assertStops();

    assertThat(told.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(told.getStatus().getDescription()).contains("the server is stopping");
    assertThat(StatusProto.fromThrowable(told).getDetailsList())
        .anySatisfy(detail -> assertThat(detail.getTypeUrl()).endsWith("RetryInfo"))
        .filteredOn(detail -> detail.is(ResourceInfo.class))
        .singleElement()
        .satisfies(
            detail ->
                assertThat(detail.unpack(ResourceInfo.class).getResourceName()).isEqualTo(id));
    assertThat(idle.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(importing.get(10, TimeUnit.SECONDS)).isNotNull();
    long last = newestCheckpoint(id);
    assertThat(last).isGreaterThanOrEqualTo(before.keySet().stream().max(Long::compare).get());
    assertThat(last).as("it did not end by itself").isLessThan(uninterrupted.size());

    server = ServerProcess.start(folder, Map.of("EMKD_WARM_UP", "0s"));
    List<TrainingEvent> after = new ArrayList<>();
    TrainingServiceGrpc.newBlockingStub(server.channel())
        .watchTraining(WatchTrainingRequest.newBuilder().setTrainingId(id).build())
        .forEachRemaining(r -> after.add(r.getEvent()));
    after.forEach(event -> TestShop.losses(before, event));
    assertThat(uninterrupted).containsAllEntriesOf(before);
    assertThat(after.get(after.size() - 1).getEnded().getMessage()).startsWith("published shop@1");
    after.stream()
        .filter(TrainingEvent::hasStarted)
        .forEach(event -> assertThat(event.getStarted().getFirstStep()).isEqualTo(last));
  }

  private static <R> StreamObserver<R> ending(Class<R> type, CompletableFuture<Throwable> end) {
    return new StreamObserver<>() {
      @Override
      public void onNext(R response) {
        end.completeExceptionally(new AssertionError(type + " without a request"));
      }

      @Override
      public void onError(Throwable failed) {
        end.complete(failed);
      }

      @Override
      public void onCompleted() {
        end.complete(null);
      }
    };
  }

  @Test
  void aCancelledTrainingIsNotResumedAndAStopWithoutTrainingsIsQuick() throws Exception {
    server = ServerProcess.start(folder);
    TestShop.importText(server.channel(), "shop", TestShop.interactions(60));
    var trainings = TrainingServiceGrpc.newBlockingStub(server.channel());
    String id = trainings.train(training("shop")).next().getEvent().getAccepted().getId();
    var cancelled =
        trainings
            .cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(id).build())
            .getTraining();
    assertStops();

    server = ServerProcess.start(folder);
    assertThat(
            TrainingServiceGrpc.newBlockingStub(server.channel())
                .watchTraining(WatchTrainingRequest.newBuilder().setTrainingId(id).build())
                .next()
                .getEvent()
                .getEnded())
        .isEqualTo(cancelled);
  }
}
