package io.emkd.grpc.transfer;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.TimedOutException;
import io.emkd.grpc.error.ErrorStatus;
import io.emkd.v1.FilePiece;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upload: spools the files, does with them what they come for when all are there, leaves
 * nothing behind. That runs on a thread that is not the call's; it stops when the client goes.
 *
 * @param <Q> the messages that come
 * @param <H> what the header asks for
 * @param <A> the answer
 */
public final class UploadCall<Q, H, A> implements StreamObserver<Q> {
  private static final Logger LOG = LoggerFactory.getLogger(UploadCall.class);

  private final Transfers transfers;
  private final Purpose<Q, H, A> purpose;
  private final ServerCallStreamObserver<A> observer;
  private final Context context = Context.current();
  private @Nullable Begun<H> begun;
  private long heardNanos = System.nanoTime();
  private boolean ended;

  /** What the files of an upload come for. */
  public interface Purpose<Q, H, A> {
    /** Returns what a message brings. */
    Part<H> part(Q message);

    /** Returns what the log calls it, as "an import of dataset films". */
    String called(H asked);

    /**
     * Does it.
     *
     * @param upload whole; it is closed afterwards
     * @param cancelled whether nobody wants it any more
     * @throws CancellationException if it was cancelled; nothing has changed then
     */
    A done(H asked, Upload upload, BooleanSupplier cancelled) throws IOException;
  }

  /** A part of an upload. */
  public sealed interface Part<H> {
    /** The first. */
    record Header<H>(H asked) implements Part<H> {}

    /** A piece of a file. */
    record Piece<H>(FilePiece piece) implements Part<H> {}

    /** Of a message that has neither. */
    record Missing<H>() implements Part<H> {}
  }

  /** What the header began. */
  private record Begun<H>(H asked, Upload upload) {}

  public UploadCall(Transfers transfers, Purpose<Q, H, A> purpose, StreamObserver<A> observer) {
    this.transfers = transfers;
    this.purpose = purpose;
    this.observer = (ServerCallStreamObserver<A>) observer;
    // Else an answer to a client that has gone would throw.
    this.observer.setOnCancelHandler(() -> {});
    transfers.later(transfers.limits.idleTime(), this::endIfIdle);
  }

  @Override
  public synchronized void onNext(Q message) {
    if (ended) {
      return;
    }
    heardNanos = System.nanoTime();
    try {
      Part<H> part = purpose.part(message);
      if (part instanceof Part.Header<H> header) {
        begin(header.asked());
      } else if (part instanceof Part.Piece<H> piece) {
        write(piece.piece());
      } else {
        throw new InvalidInputException("part", "not set", "header or piece");
      }
    } catch (IOException failed) {
      fail(new UncheckedIOException(failed));
    } catch (RuntimeException failed) {
      fail(failed);
    }
  }

  private void begin(H asked) throws IOException {
    if (begun != null) {
      throw new InvalidInputException("header", "given twice", "given once, first");
    }
    begun = new Begun<>(asked, Upload.begin(transfers));
  }

  private void write(FilePiece piece) throws IOException {
    if (begun == null) {
      throw new InvalidInputException("header", "missing", "given once, before the files");
    }
    begun.upload.write(piece.getFile(), piece.getBeginsFile(), piece.getContent());
  }

  @Override
  public synchronized void onCompleted() {
    if (ended) {
      return;
    }
    Begun<H> whole = begun;
    try {
      if (whole == null || whole.upload.files().isEmpty()) {
        throw new InvalidInputException("piece", "missing", "a header and at least one file");
      }
      whole.upload.closeFile();
    } catch (IOException failed) {
      fail(new UncheckedIOException(failed));
      return;
    } catch (RuntimeException failed) {
      fail(failed);
      return;
    }
    // The upload is the worker's from here on.
    ended = true;
    transfers.execute(() -> use(whole));
  }

  private void use(Begun<H> whole) {
    try {
      A answer;
      try (Upload upload = whole.upload) {
        answer = purpose.done(whole.asked, upload, context::isCancelled);
      }
      observer.onNext(answer);
      observer.onCompleted();
    } catch (CancellationException gone) {
      LOG.info("the client of {} has gone", purpose.called(whole.asked));
      // Of a deadline the client hears; of its own cancelling it does not.
      observer.onError(ErrorStatus.of(gone));
    } catch (IOException failed) {
      observer.onError(ErrorStatus.of(new UncheckedIOException(failed)));
    } catch (RuntimeException failed) {
      observer.onError(ErrorStatus.of(failed));
    }
  }

  @Override
  public synchronized void onError(Throwable gone) {
    if (!ended) {
      ended = true;
      discard();
    }
  }

  private synchronized void endIfIdle() {
    if (ended) {
      return;
    }
    Duration limit = transfers.limits.idleTime();
    Duration idle = Duration.ofNanos(System.nanoTime() - heardNanos);
    if (idle.compareTo(limit) < 0) {
      transfers.later(limit.minus(idle), this::endIfIdle);
    } else {
      fail(
          new TimedOutException(
              "the client sent nothing of the import for "
                  + limit.toMillis()
                  + " ms (limits.transfer_idle_time)"));
    }
  }

  private void fail(RuntimeException failed) {
    ended = true;
    discard();
    observer.onError(ErrorStatus.of(failed));
  }

  private void discard() {
    if (begun != null) {
      begun.upload.close();
    }
  }
}
