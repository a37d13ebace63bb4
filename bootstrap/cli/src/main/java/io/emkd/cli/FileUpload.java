package io.emkd.cli;

import com.google.protobuf.ByteString;
import io.emkd.v1.FilePiece;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Streams files to an RPC that imports them, no faster than the server takes them.
 *
 * @param <Q> the messages that it is sent
 * @param <A> what it answers
 */
final class FileUpload<Q, A> {
  static final Path STANDARD_INPUT = Path.of("-");
  private static final int PIECE_BYTES = 1 << 20;
  private static final int A_WHILE_SECONDS = 2;

  private final Function<FilePiece, Q> message;
  private final Answer<Q, A> answer = new Answer<>();

  /**
   * @param message makes one of a piece of a file
   */
  FileUpload(Function<FilePiece, Q> message) {
    this.message = message;
  }

  /**
   * @param call begins it, given whom to answer
   * @param header the first message
   * @param sent told how many bytes were sent, piece by piece
   * @param waiting told if the server takes a while with what it was sent
   */
  A send(
      Consumer<StreamObserver<A>> call,
      Q header,
      List<Path> files,
      LongConsumer sent,
      Runnable waiting)
      throws IOException {
    call.accept(answer);
    answer.send(header);
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
          answer.send(message.apply(piece));
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

  private static final class Answer<Q, A> implements ClientResponseObserver<Q, A> {
    private final CompletableFuture<A> result = new CompletableFuture<>();
    private final Semaphore ready = new Semaphore(0);
    private ClientCallStreamObserver<Q> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> request) {
      call = request;
      call.setOnReadyHandler(ready::release);
    }

    void send(Q request) {
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
    public void onNext(A response) {
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
