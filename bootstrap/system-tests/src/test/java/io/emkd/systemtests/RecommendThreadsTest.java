package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import io.emkd.grpc.wire.RecommendThreads;
import io.emkd.server.EmkdServer;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecommendThreadsTest {
  private static final int WAITING_CALLS = 2;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final RecommendThreads threads =
      new RecommendThreads(1, WAITING_CALLS, Duration.ofMillis(500), ForkJoinPool.commonPool());
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .directExecutor()
            .callExecutor(threads)
            .addService(
                ServerInterceptors.intercept(
                    new RecommendationServiceGrpc.RecommendationServiceImplBase() {
                      @Override
                      public void recommend(
                          RecommendRequest request, StreamObserver<RecommendResponse> observer) {
                        entered.countDown();
                        try {
                          released.await();
                        } catch (InterruptedException stopped) {
                          throw new IllegalStateException(stopped);
                        }
                        observer.onNext(RecommendResponse.getDefaultInstance());
                        observer.onCompleted();
                      }
                    },
                    threads))
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    channel =
        Grpc.newChannelBuilder("localhost:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    released.countDown();
    channel.shutdownNow();
    server.shutdownNow().awaitTermination();
    threads.close();
  }

  @Test
  void theLargestQueueSizeRefusesNoCall(@TempDir Path folder) throws Exception {
    Map<String, Object> settings = Map.of("emkd.scoring-queue-size", Integer.MAX_VALUE);
    try (EmkdServer emkd = TestShop.server(folder, settings)) {
      ManagedChannel toEmkd = TestShop.channel(emkd);
      Refusals.refused(
          () ->
              RecommendationServiceGrpc.newBlockingStub(toEmkd)
                  .recommend(
                      RecommendRequest.newBuilder().setModel("missing").setUserId("u1").build()),
          Status.Code.NOT_FOUND,
          "missing");
      toEmkd.shutdownNow();
    }
  }

  @Test
  void whatNoThreadWillGetToIsRefusedAtOnceAndTheOthersAreAnswered() throws Exception {
    var recommend = RecommendationServiceGrpc.newFutureStub(channel);
    List<ListenableFuture<RecommendResponse>> accepted = new ArrayList<>();
    accepted.add(recommend.recommend(RecommendRequest.getDefaultInstance()));
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    for (int call = 0; call < WAITING_CALLS; call++) {
      accepted.add(recommend.recommend(RecommendRequest.getDefaultInstance()));
    }

    assertThatThrownBy(
            () ->
                RecommendationServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .recommend(RecommendRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(StatusProto.fromThrowable(refused).getDetailsList())
                  .contains(
                      Any.pack(
                          RetryInfo.newBuilder().setRetryDelay(Durations.fromMillis(500)).build()));
            });

    HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance());

    released.countDown();
    for (ListenableFuture<RecommendResponse> answer : accepted) {
      assertThat(answer.get(10, TimeUnit.SECONDS)).isNotNull();
    }
  }
}
