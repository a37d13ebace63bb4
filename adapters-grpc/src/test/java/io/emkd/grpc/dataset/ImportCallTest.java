package io.emkd.grpc.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.grpc.HeldClient;
import io.emkd.grpc.transfer.TransferLimits;
import io.emkd.grpc.transfer.Transfers;
import io.emkd.grpc.transfer.UploadCall;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.emkd.v1.ImportHeader;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that do not come to be imported. */
@Timeout(60)
class ImportCallTest {
  private static final ImportDatasetRequest PIECE =
      ImportDatasetRequest.newBuilder().setPiece(FilePiece.newBuilder().setFile("a")).build();

  private static final ImportDatasetRequest HEADER =
      ImportDatasetRequest.newBuilder()
          .setHeader(
              ImportHeader.newBuilder()
                  .setDataset("shop")
                  .setFormat(ImportFormat.IMPORT_FORMAT_RECBOLE))
          .build();

  @TempDir private Path folder;
  private final HeldClient<ImportDatasetResponse> client = new HeldClient<>();

  private StreamObserver<ImportDatasetRequest> call(Duration idleTime) {
    return new UploadCall<>(
        new Transfers(folder, new TransferLimits(100, 100, 1, 1, idleTime)),
        new ImportCall(null),
        client);
  }

  @Test
  void aClientThatSendsNothingForTooLongIsEnded() {
    call(Duration.ofMillis(50));
    while (!client.isOver()) {
      Thread.onSpinWait();
    }

    assertThat(client.refusal().code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(client.refusal().reason()).isEqualTo("CLIENT_TOO_SLOW");
    assertThat(client.refusal().message())
        .isEqualTo("the client sent nothing of the import for 50 ms (limits.transfer_idle_time)");
  }

  @Test
  void aClientThatHasGoneIsNotToldThatItWasSlow() throws InterruptedException {
    StreamObserver<ImportDatasetRequest> call = call(Duration.ofMillis(50));
    call.onError(Status.CANCELLED.asRuntimeException());
    Thread.sleep(200);

    assertThat(client.isOver()).isFalse();
  }

  @Test
  void theHeaderComesFirst() {
    StreamObserver<ImportDatasetRequest> call = call(Duration.ofMinutes(5));
    call.onNext(PIECE);
    call.onNext(PIECE);
    call.onCompleted();

    assertThat(client.refusal().message())
        .isEqualTo("header is missing but must be given once, before the files");
  }

  @Test
  void theHeaderComesOnceAndWhatWasSentIsDeleted() {
    StreamObserver<ImportDatasetRequest> call = call(Duration.ofMinutes(5));
    call.onNext(HEADER);
    call.onNext(PIECE);
    assertThat(folder).isNotEmptyDirectory();
    call.onNext(HEADER);

    assertThat(client.refusal().message())
        .isEqualTo("header is given twice but must be given once, first");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatAnIdleClientSentIsDeleted() {
    StreamObserver<ImportDatasetRequest> call = call(Duration.ofSeconds(1));
    call.onNext(HEADER);
    call.onNext(PIECE);
    while (!client.isOver()) {
      Thread.onSpinWait();
    }

    assertThat(client.refusal().reason()).isEqualTo("CLIENT_TOO_SLOW");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aMessageIsAHeaderOrAPiece() {
    call(Duration.ofMinutes(5)).onNext(ImportDatasetRequest.getDefaultInstance());

    assertThat(client.refusal().fields()).containsExactly("part");
  }

  @Test
  void anImportOfNothingIsRefused() {
    call(Duration.ofMinutes(5)).onCompleted();

    assertThat(client.refusal().code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(client.refusal().fields()).containsExactly("piece");
  }
}
