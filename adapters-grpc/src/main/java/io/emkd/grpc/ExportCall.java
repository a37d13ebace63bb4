package io.emkd.grpc;

import com.google.protobuf.ByteString;
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
import java.util.concurrent.Semaphore;

/** One download: writes the files aside, then sends them as fast as they are taken. */
final class ExportCall {
  private static final int PIECE_BYTES = 1 << 20;

  private final ServerCallStreamObserver<ExportDatasetResponse> observer;
  private final Semaphore ready = new Semaphore(0);

  ExportCall(ServerCallStreamObserver<ExportDatasetResponse> observer) {
    this.observer = observer;
    observer.setOnReadyHandler(ready::release);
    observer.setOnCancelHandler(ready::release);
  }

  void run(FileExporter exporter, ExportDatasetRequest request, Path spoolRoot) {
    Path directory = null;
    try {
      Files.createDirectories(spoolRoot);
      directory = Files.createTempDirectory(spoolRoot, "export-");
      List<Path> files = exporter.run(request, directory);
      for (Path file : files) {
        send(file);
      }
      if (!observer.isCancelled()) {
        observer.onCompleted();
      }
    } catch (IOException failed) {
      observer.onError(ErrorStatus.of(new UncheckedIOException(failed)));
    } catch (RuntimeException failed) {
      observer.onError(ErrorStatus.of(failed));
    } finally {
      discard(directory);
    }
  }

  private void send(Path file) throws IOException {
    byte[] buffer = new byte[PIECE_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      int size;
      do {
        size = in.readNBytes(buffer, 0, buffer.length);
        while (!observer.isReady() && !observer.isCancelled()) {
          ready.acquireUninterruptibly();
        }
        if (observer.isCancelled()) {
          return;
        }
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

  private static void discard(Path directory) {
    if (directory == null) {
      return;
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}
