package io.emkd.cli;

import io.emkd.v1.BatchRecommendResult;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.ListUsersRequest;
import io.emkd.v1.ListUsersResponse;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.StreamRecommendRequest;
import io.emkd.v1.StreamRecommendResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import me.tongfei.progressbar.ProgressBar;

/** Recommendations for every user of a model's dataset, over one stream, into a file. */
final class AllUsers {
  private static final int PAGE = 10_000;

  private AllUsers() {}

  /**
   * The file is there whole or not at all.
   *
   * @param request without a history
   * @param opened is closed
   */
  static void recommend(
      ServerConnection server, RecommendRequest request, RecommendationsFile opened) {
    try (RecommendationsFile output = opened) {
      server.call(
          channel -> {
            Model model =
                ModelServiceGrpc.newBlockingStub(channel)
                    .getModel(GetModelRequest.newBuilder().setModel(request.getModel()).build())
                    .getModel();
            try (ProgressBar bar =
                Progress.bar("recommend")
                    .setInitialMax(model.getDatasetSize().getUsers())
                    .setUnit(" users", 1)
                    .build()) {
              new Job(channel, request, model.getDataset(), output, bar).run();
            }
            return null;
          });
      output.publish();
    } catch (IOException failed) {
      throw unwritable(opened, failed);
    }
  }

  private static CliException unwritable(RecommendationsFile file, IOException failed) {
    return new CliException(
        ExitCode.USAGE, file + " cannot be written: " + LocalFile.problem(failed), failed);
  }

  private static final class Job
      implements ClientResponseObserver<StreamRecommendRequest, StreamRecommendResponse> {
    private final ManagedChannel channel;
    private final RecommendRequest request;
    private final String dataset;
    private final RecommendationsFile output;
    private final ProgressBar bar;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Semaphore ready = new Semaphore(0);
    private ClientCallStreamObserver<StreamRecommendRequest> call;

    Job(
        ManagedChannel channel,
        RecommendRequest request,
        String dataset,
        RecommendationsFile output,
        ProgressBar bar) {
      this.channel = channel;
      this.request = request;
      this.dataset = dataset;
      this.output = output;
      this.bar = bar;
    }

    void run() {
      RecommendationServiceGrpc.newStub(channel).streamRecommend(this);
      String after = "";
      do {
        ListUsersResponse page =
            DatasetServiceGrpc.newBlockingStub(channel)
                .listUsers(
                    ListUsersRequest.newBuilder()
                        .setDataset(dataset)
                        .setPageSize(PAGE)
                        .setPageToken(after)
                        .build());
        for (String user : page.getUserIdsList()) {
          send(
              StreamRecommendRequest.newBuilder()
                  .setRequestId(user)
                  .setRequest(request.toBuilder().setUserId(user))
                  .build());
        }
        after = page.getNextPageToken();
      } while (!after.isEmpty() && !end.isDone());
      if (!end.isDone()) {
        call.onCompleted();
      }
      try {
        end.join();
      } catch (CompletionException failed) {
        if (failed.getCause() instanceof StatusRuntimeException status) {
          throw status;
        }
        if (failed.getCause() instanceof IOException full) {
          throw unwritable(output, full);
        }
        throw failed;
      }
    }

    private void send(StreamRecommendRequest one) {
      while (!call.isReady() && !end.isDone()) {
        ready.acquireUninterruptibly();
      }
      if (!end.isDone()) {
        call.onNext(one);
      }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<StreamRecommendRequest> stream) {
      call = stream;
      call.setOnReadyHandler(ready::release);
    }

    @Override
    public void onNext(StreamRecommendResponse answer) {
      BatchRecommendResult result = answer.getResult();
      try {
        if (result.hasError()) {
          throw new CliException(
              ExitCode.REFUSED,
              "user '" + answer.getRequestId() + "': " + result.getError().getMessage(),
              null);
        }
        output.add(answer.getRequestId(), result.getResponse());
        bar.step();
      } catch (RuntimeException | IOException failed) {
        end.completeExceptionally(failed);
        ready.release();
        call.cancel("the file cannot be completed", failed);
      }
    }

    @Override
    public void onError(Throwable failed) {
      end.completeExceptionally(failed);
      ready.release();
    }

    @Override
    public void onCompleted() {
      end.complete(null);
      ready.release();
    }
  }
}
