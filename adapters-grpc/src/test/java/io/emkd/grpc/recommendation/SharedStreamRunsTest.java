package io.emkd.grpc.recommendation;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.recommendation.EncodeHistory;
import io.emkd.domain.recommendation.FindSimilarItems;
import io.emkd.domain.recommendation.InactiveItems;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.serving.QueueObserver;
import io.emkd.domain.serving.ScoringObserver;
import io.emkd.domain.serving.ServingObserver;
import io.emkd.grpc.MemoryDatasets;
import io.emkd.grpc.MemoryItems;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.ServedShop;
import io.emkd.grpc.call.CallLimits;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream whose messages come faster than they are answered. */
@Timeout(120)
class SharedStreamRunsTest {
  private static final int MESSAGES = 17;

  private static RecommendRequest request() {
    return RecommendRequest.newBuilder()
        .setModel("shop")
        .setItems(ItemSequence.newBuilder().addItemIds("i1"))
        .build();
  }

  /** Holds runs until all messages have come, from when it is told to. */
  private static final class FirstRunWaits implements ServingObserver, ScoringObserver {
    final CountDownLatch come = new CountDownLatch(MESSAGES);
    volatile boolean holds;
    final List<Integer> runs = new CopyOnWriteArrayList<>();

    @Override
    public QueueObserver queued() {
      if (holds) {
        come.countDown();
      }
      return QueueObserver.NONE;
    }

    @Override
    public void waited(long nanos) {
      try {
        // Where it is held on the thread that reads the stream, no other comes.
        boolean unused = !holds || come.await(5, TimeUnit.SECONDS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void ran(int sequences, long nanos) {
      runs.add(sequences);
    }

    @Override
    public void refused() {}

    @Override
    public void loaded(ModelManifest version, long nanos) {}

    @Override
    public void freed(ModelManifest version) {}

    @Override
    public ScoringObserver scoring(String model) {
      return this;
    }
  }

  @Test
  void messagesThatComeDuringARunShareTheNext() throws Exception {
    FirstRunWaits observer = new FirstRunWaits();
    InactiveItems inactive = new InactiveItems(new MemoryItems());
    MemoryDatasets datasets = new MemoryDatasets().with("shop");
    CompletableFuture<Void> ended = new CompletableFuture<>();
    List<StreamRecommendResponse> answers = new CopyOnWriteArrayList<>();
    try (ServedShop shop = new ServedShop(observer);
        ServedCalls calls =
            new ServedCalls(
                new RecommendationGrpcService(
                    new RecommendItems(datasets, shop.models, inactive),
                    new FindSimilarItems(shop.models, inactive),
                    new EncodeHistory(datasets, shop.models),
                    Optional.empty(),
                    Clock.systemUTC(),
                    new CallLimits(1, 1, 1, 1)))) {
      // The first request of all waits for its version, on another thread.
      assertThat(
              RecommendationServiceGrpc.newBlockingStub(calls.channel())
                  .recommend(request())
                  .getItemsCount())
          .isPositive();
      observer.holds = true;
      StreamObserver<StreamRecommendRequest> stream =
          RecommendationServiceGrpc.newStub(calls.channel())
              .streamRecommend(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(StreamRecommendResponse answer) {
                      answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable failed) {
                      ended.completeExceptionally(failed);
                    }

                    @Override
                    public void onCompleted() {
                      ended.complete(null);
                    }
                  });
      for (int message = 0; message < MESSAGES; message++) {
        stream.onNext(
            StreamRecommendRequest.newBuilder()
                .setRequestId("r" + message)
                .setRequest(request())
                .build());
      }
      stream.onCompleted();
      ended.get(100, TimeUnit.SECONDS);
    }

    assertThat(answers).hasSize(MESSAGES).allMatch(answer -> answer.getResult().hasResponse());
    // The first of all, what came before the held run began, and the others, 8 at a time at most.
    assertThat(observer.runs).hasSize(4);
  }
}
