package io.emkd.grpc.dataset;

import com.google.protobuf.ByteString;
import io.emkd.domain.error.TimedOutException;
import io.emkd.domain.files.ExportDataset;
import io.emkd.grpc.call.Places;
import io.emkd.grpc.error.ErrorStatus;
import io.emkd.grpc.transfer.Spool;
import io.emkd.grpc.transfer.Transfers;
import io.emkd.v1.ExportDatasetRequest;
import io.emkd.v1.ExportDatasetResponse;
import io.emkd.v1.FilePiece;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One download: writes the files aside, then sends them as fast as they are taken, on a thread that
 * is not the call's, which hears that the client reads on or has gone.
 */
final class ExportCall {
  private static final Logger LOG = LoggerFactory.getLogger(ExportCall.class);
  private static final int PIECE_BYTES = 1 << 20;
  private static final long DISK_CHECK_NANOS = 250_000_000;

  private final Transfers transfers;
  private final ExportDataset exportDataset;
  private final ExportDatasetRequest request;
  private final ServerCallStreamObserver<ExportDatasetResponse> observer;
  private long diskChecked = System.nanoTime();

  private ExportCall(
      Transfers transfers,
      ExportDataset exportDataset,
      ExportDatasetRequest request,
      ServerCallStreamObserver<ExportDatasetResponse> observer) {
    this.transfers = transfers;
    this.exportDataset = exportDataset;
    this.request = request;
    this.observer = observer;
    observer.setOnReadyHandler(this::wake);
    observer.setOnCancelHandler(this::wake);
  }

  /** Returns at once. */
  static void start(
      Transfers transfers,
      ExportDataset exportDataset,
      ExportDatasetRequest request,
      ServerCallStreamObserver<ExportDatasetResponse> observer) {
    Places.Place place;
    try {
      place = transfers.exports.take();
    } catch (RuntimeException refused) {
      observer.onError(ErrorStatus.of(refused));
      return;
    }
    ExportCall call = new ExportCall(transfers, exportDataset, request, observer);
    transfers.execute(() -> call.run(place));
  }

  private void run(Places.Place place) {
    try (place) {
      answer();
    } catch (RuntimeException failed) {
      LOG.error("an export's answer was lost", failed);
    }
  }

  private void answer() {
    try {
      writeAndSend();
    } catch (CancellationException gone) {
      LOG.debug("the client of an export has gone");
    } catch (IOException failed) {
      observer.onError(ErrorStatus.of(new UncheckedIOException(failed)));
    } catch (RuntimeException failed) {
      if (!observer.isCancelled()) {
        observer.onError(ErrorStatus.of(failed));
      }
    }
  }

  private void writeAndSend() throws IOException {
    Path directory = transfers.spool.directory("export-");
    try {
      List<Path> files =
          exportDataset.run(
              request.getDataset(),
              FileMessages.writeOptions(request),
              directory,
              this::isCancelled);
      for (Path file : files) {
        send(file);
        Files.delete(file);
      }
    } finally {
      // Before the answer: whoever has it sees nothing left behind.
      Spool.delete(directory);
    }
    observer.onCompleted();
  }

  /** Asked all the time while the files are written, so that they never fill the disk either. */
  private boolean isCancelled() {
    long now = System.nanoTime();
    if (now - diskChecked > DISK_CHECK_NANOS) {
      diskChecked = now;
      try {
        transfers.spool.requireFreeDisk(0);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    return observer.isCancelled();
  }

  private void send(Path file) throws IOException {
    byte[] buffer = new byte[PIECE_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      int size;
      do {
        size = in.readNBytes(buffer, 0, buffer.length);
        awaitReader();
        observer.onNext(
            ExportDatasetResponse.newBuilder()
                .setPiece(
                    FilePiece.newBuilder()
                        .setFile(file.getFileName().toString())
                        .setContent(ByteString.copyFrom(buffer, 0, size)))
                .build());
      } while (size == buffer.length);
    }
  }

  /**
   * @throws CancellationException if the client has gone
   * @throws TimedOutException if it takes nothing for too long
   */
  private synchronized void awaitReader() {
    long until = System.nanoTime() + transfers.limits.idleTime().toNanos();
    while (!observer.isReady()) {
      long left = until - System.nanoTime();
      if (observer.isCancelled()) {
        throw new CancellationException("the client has gone");
      }
      if (left <= 0) {
        throw new TimedOutException(
            "the client took nothing of the export for "
                + transfers.limits.idleTime().toMillis()
                + " ms (limits.transfer_idle_time)");
      }
      try {
        wait(left / 1_000_000 + 1);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new CancellationException("the server stops");
      }
    }
    if (observer.isCancelled()) {
      throw new CancellationException("the client has gone");
    }
  }

  private synchronized void wake() {
    notifyAll();
  }
}
