package io.emkd.cli;

import com.google.protobuf.ByteString;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportHeader;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** Streams files to {@code ImportDataset}, no faster than the server takes them. */
final class DatasetUpload {
  static final Path STANDARD_INPUT = Path.of("-");
  private static final int PIECE_BYTES = 1 << 20;
  private static final int A_WHILE_SECONDS = 2;

  private DatasetUpload() {}

  /**
   * @param sent told how many bytes were sent, piece by piece
   * @param waiting told if the server takes a while with what it was sent
   */
  static ImportDatasetResponse send(
      ManagedChannel channel,
      ImportHeader header,
      List<Path> files,
      LongConsumer sent,
      Runnable waiting)
      throws IOException {
    Answer answer = new Answer();
    DatasetServiceGrpc.newStub(channel).importDataset(answer);
    answer.send(ImportDatasetRequest.newBuilder().setHeader(header).build());
    byte[] buffer = new byte[PIECE_BYTES];
    Set<String> names = new HashSet<>();
    for (Path file : files) {
      String called = file.equals(STANDARD_INPUT) ? "standard input" : file.toString();
      String name = called;
      for (int again = 2; !names.add(name); again++) {
        name = called + " (" + again + ")";
      }
      boolean begins = true;
      try (InputStream in = file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(file)) {
        int size;
        do {
          size = Math.max(0, in.readNBytes(buffer, 0, buffer.length));
          FilePiece piece =
              FilePiece.newBuilder()
                  .setFile(name)
                  .setBeginsFile(begins)
                  .setContent(ByteString.copyFrom(buffer, 0, size))
                  .build();
          answer.send(ImportDatasetRequest.newBuilder().setPiece(piece).build());
          sent.accept(size);
          begins = false;
        } while (size == buffer.length && !answer.result.isDone());
      }
    }
    answer.complete();
    answer
        .result
        .copy()
        .orTimeout(A_WHILE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            late -> {
              if (late instanceof TimeoutException) {
                waiting.run();
              }
              return null;
            });
    try {
      return answer.result.join();
    } catch (java.util.concurrent.CompletionException failed) {
      throw io.grpc.Status.fromThrowable(failed)
          .asRuntimeException(io.grpc.Status.trailersFromThrowable(failed));
    }
  }

  private static final class Answer
      implements ClientResponseObserver<ImportDatasetRequest, ImportDatasetResponse> {
    private final CompletableFuture<ImportDatasetResponse> result = new CompletableFuture<>();
    private final Semaphore ready = new Semaphore(0);
    private ClientCallStreamObserver<ImportDatasetRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<ImportDatasetRequest> request) {
      call = request;
      call.setOnReadyHandler(ready::release);
    }

    void send(ImportDatasetRequest request) {
      while (!call.isReady() && !result.isDone()) {
        ready.acquireUninterruptibly();
      }
      if (!result.isDone()) {
        call.onNext(request);
      }
    }

    void complete() {
      if (!result.isDone()) {
        call.onCompleted();
      }
    }

    @Override
    public void onNext(ImportDatasetResponse response) {
      result.complete(response);
    }

    @Override
    public void onError(Throwable failed) {
      result.completeExceptionally(failed);
      ready.release();
    }

    @Override
    public void onCompleted() {
      ready.release();
    }
  }
}
