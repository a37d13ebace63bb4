package io.emkd.grpc.dataset;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.TimedOutException;
import io.emkd.domain.files.FileImport;
import io.emkd.domain.files.ImportDataset;
import io.emkd.grpc.error.ErrorStatus;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportHeader;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upload: spools the files, imports them when all are there, leaves nothing behind. The import
 * runs on a thread that is not the call's; it stops when the client goes.
 */
final class ImportCall implements StreamObserver<ImportDatasetRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(ImportCall.class);

  private final Transfers transfers;
  private final ImportDataset importDataset;
  private final ServerCallStreamObserver<ImportDatasetResponse> observer;
  private final Context context = Context.current();
  private @Nullable Begun begun;
  private long heardNanos = System.nanoTime();
  private boolean ended;

  /** What the header began. */
  private record Begun(FileImport asked, Upload upload) {}

  ImportCall(
      Transfers transfers,
      ImportDataset importDataset,
      StreamObserver<ImportDatasetResponse> observer) {
    this.transfers = transfers;
    this.importDataset = importDataset;
    this.observer = (ServerCallStreamObserver<ImportDatasetResponse>) observer;
    // Else an answer to a client that has gone would throw.
    this.observer.setOnCancelHandler(() -> {});
    transfers.later(transfers.limits.idleTime(), this::endIfIdle);
  }

  @Override
  public synchronized void onNext(ImportDatasetRequest request) {
    if (ended) {
      return;
    }
    heardNanos = System.nanoTime();
    try {
      switch (request.getPartCase()) {
        case HEADER -> begin(request.getHeader());
        case PIECE -> write(request.getPiece());
        case PART_NOT_SET -> throw new InvalidInputException("part", "not set", "header or piece");
      }
    } catch (IOException failed) {
      fail(new UncheckedIOException(failed));
    } catch (RuntimeException failed) {
      fail(failed);
    }
  }

  private void begin(ImportHeader given) throws IOException {
    if (begun != null) {
      throw new InvalidInputException("header", "given twice", "given once, first");
    }
    begun = new Begun(FileMessages.fileImport(given), Upload.begin(transfers));
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
    Begun whole = begun;
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
    transfers.execute(() -> importFiles(whole));
  }

  private void importFiles(Begun whole) {
    try {
      ImportDataset.Report report;
      try (Upload upload = whole.upload) {
        report = importDataset.run(whole.asked, upload.files(), context::isCancelled);
      }
      observer.onNext(FileMessages.imported(whole.asked.definition().name(), report));
      observer.onCompleted();
    } catch (CancellationException gone) {
      LOG.info("the client of an import of dataset {} has gone", whole.asked.definition().name());
      // Of a deadline the client hears; of its own cancelling it does not.
      observer.onError(ErrorStatus.of(gone));
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
