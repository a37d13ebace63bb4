package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.emkd.server.EmkdServer;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.emkd.v1.ImportHeader;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upload may take, and that it leaves nothing. */
class UploadLimitsTest {
  private static final int MB = 1_000_000;

  @TempDir Path folder;
  private EmkdServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(folder.resolve("uploads/import-of-a-killed-process"));
    Files.write(folder.resolve("uploads/import-of-a-killed-process/0"), new byte[1000]);
    Files.createDirectories(folder.resolve("scratch"));
    Files.write(folder.resolve("scratch/sequences1.tmp"), new byte[1000]);
    server =
        TestShop.server(
            folder,
            Map.of(
                "emkd.limits.upload-size",
                3 * MB,
                "emkd.limits.uploads-size",
                4 * MB,
                "emkd.limits.uploads-at-once",
                2,
                "emkd.limits.transfer-idle-time",
                "2s"));
    channel = TestShop.channel(server);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private final class Upload {
    final Answer<ImportDatasetResponse> answer = new Answer<>();
    final StreamObserver<ImportDatasetRequest> call;

    Upload() {
      call = DatasetServiceGrpc.newStub(channel).importDataset(answer);
      call.onNext(
          ImportDatasetRequest.newBuilder()
              .setHeader(
                  ImportHeader.newBuilder()
                      .setDataset("shop")
                      .setFormat(ImportFormat.IMPORT_FORMAT_S3REC))
              .build());
    }

    Upload piece(String file, int bytes) {
      call.onNext(
          ImportDatasetRequest.newBuilder()
              .setPiece(
                  FilePiece.newBuilder()
                      .setFile(file)
                      .setContent(ByteString.copyFrom(new byte[bytes])))
              .build());
      return this;
    }

    void refused(Status.Code code, String... parts) {
      StatusRuntimeException status =
          Refusals.refusedPlainly(
              () -> {
                try {
                  answer.orTimeout(60, TimeUnit.SECONDS).join();
                } catch (CompletionException failed) {
                  throw (StatusRuntimeException) failed.getCause();
                }
              },
              code,
              parts);
      assertThat(status).hasMessageNotContaining(folder.toString());
    }
  }

  private List<String> left() throws IOException, InterruptedException {
    List<String> names = List.of();
    for (int tenth = 0; tenth < 300; tenth++) {
      try (var files = Files.list(folder.resolve("uploads"))) {
        names = files.map(file -> file.getFileName().toString()).toList();
      }
      if (names.isEmpty()) {
        break;
      }
      Thread.sleep(100);
    }
    return names;
  }

  @Test
  void whatAKilledProcessLeftIsGone() throws Exception {
    assertThat(left()).isEmpty();
    assertThat(folder.resolve("scratch/sequences1.tmp")).doesNotExist();
  }

  @Test
  void anUploadIsNotLargerThanItMayBe() throws Exception {
    new Upload()
        .piece("a", MB)
        .piece("a", MB)
        .piece("a", MB + 1)
        .refused(Status.Code.RESOURCE_EXHAUSTED, "3000000", "limits.upload_size");
    assertThat(left()).isEmpty();
  }

  @Test
  void allTogetherAreNotLargerThanTheyMayBe() throws Exception {
    Upload first = new Upload().piece("a", MB).piece("a", MB).piece("a", MB / 2);
    // The first has its room when this much of it is there.
    while (size() < 2 * MB + MB / 2) {
      Thread.sleep(20);
    }
    new Upload()
        .piece("a", MB)
        .piece("a", MB)
        .refused(Status.Code.RESOURCE_EXHAUSTED, "4000000", "limits.uploads_size");
    first.refused(Status.Code.DEADLINE_EXCEEDED, "2000 ms", "limits.transfer_idle_time");
    assertThat(left()).isEmpty();
    new Upload()
        .piece("a", 2 * MB)
        .piece("a", MB)
        .refused(Status.Code.DEADLINE_EXCEEDED, "sent nothing");
  }

  private long size() throws IOException {
    try (var files = Files.walk(folder.resolve("uploads"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void noMoreRunAtOnceThanMay() throws Exception {
    List<Upload> uploads = List.of(new Upload(), new Upload(), new Upload());
    CompletableFuture.anyOf(
            uploads.stream().map(u -> u.answer).toArray(CompletableFuture<?>[]::new))
        .handle((done, failed) -> true)
        .get(60, TimeUnit.SECONDS);
    uploads.stream()
        .filter(upload -> upload.answer.isDone())
        .findFirst()
        .orElseThrow()
        .refused(Status.Code.RESOURCE_EXHAUSTED, "2 imports", "limits.uploads_at_once");
    uploads.forEach(upload -> upload.call.onError(Status.CANCELLED.asException()));
    assertThat(left()).isEmpty();
  }

  @Test
  void filesAndTheirNamesHaveLimits() throws Exception {
    new Upload()
        .piece("n".repeat(4097), 1)
        .refused(Status.Code.INVALID_ARGUMENT, "piece.file", "4096 bytes");
    Upload many = new Upload();
    for (int file = 0; file <= 1000; file++) {
      many.piece("f" + file, 1);
    }
    many.refused(Status.Code.INVALID_ARGUMENT, "piece.file", "1000 files");
    assertThat(left()).isEmpty();
  }

  @Test
  void aPieceThatIsNoMessageLeavesNothing() throws Exception {
    Refusals.refused(
        () ->
            RawCalls.send(
                channel,
                RawCalls.method(DatasetServiceGrpc.getImportDatasetMethod()),
                io.grpc.CallOptions.DEFAULT,
                new byte[] {10, 100, 1}),
        Status.Code.INVALID_ARGUMENT,
        "message");
    assertThat(left()).isEmpty();
  }
}
