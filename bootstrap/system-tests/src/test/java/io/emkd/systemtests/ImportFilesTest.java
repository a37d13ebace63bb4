package io.emkd.systemtests;

import static io.emkd.systemtests.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.emkd.server.EmkdServer;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.FilePiece;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.emkd.v1.ImportHeader;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as users have them, over a real socket. */
class ImportFilesTest {
  private static final String CSV = "user_id,item_id,timestamp\n";

  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    server = TestShop.server(folder);
    channel = TestShop.channel(server);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static ImportHeader.Builder header(ImportFormat format) {
    return ImportHeader.newBuilder().setDataset("files").setFormat(format);
  }

  private static FilePiece piece(String file, boolean begins, String content) {
    return FilePiece.newBuilder()
        .setFile(file)
        .setBeginsFile(begins)
        .setContent(ByteString.copyFromUtf8(content))
        .build();
  }

  private static ImportDatasetResponse send(ImportHeader.Builder header, FilePiece... pieces) {
    return TestShop.importFiles(channel, header, Stream.of(pieces));
  }

  @Test
  void filesOfOneNameAreToldApart() {
    ImportDatasetResponse imported =
        send(
            header(ImportFormat.IMPORT_FORMAT_DELIMITED),
            piece("part-0.csv", true, CSV + "u,a,1\nu,"),
            piece("part-0.csv", false, "b,2\n"),
            piece("part-0.csv", true, CSV + "u,c,3\nu,d,4\n"));
    assertThat(imported.getRaw().getInteractions()).isEqualTo(4);
    refused(
        () -> send(header(ImportFormat.IMPORT_FORMAT_DELIMITED), piece("", true, CSV + "u,a,1\n")),
        Status.Code.INVALID_ARGUMENT,
        "file is");
  }

  @Test
  void whatWasLeftOutIsCounted() {
    ImportDatasetResponse imported =
        send(
            header(ImportFormat.IMPORT_FORMAT_DELIMITED).addWhere("timestamp<9").setSkipBadLines(1),
            piece("e.csv", true, CSV + "u,a,1\nu,a,1\nu,b,2\nu\nu,c,9\n"),
            piece("i.csv", true, "item_id,title\na,A\na,B\nx,X\n"));
    assertThat(imported.getLeftOutRows()).isEqualTo(1);
    assertThat(imported.getSkippedLines()).isEqualTo(1);
    assertThat(imported.getRepeatedInteractions()).isEqualTo(1);
    assertThat(imported.getDescribedItems()).isEqualTo(2);
    assertThat(imported.getDescribedItemsNeverOccurring()).isEqualTo(1);
    assertThat(imported.getOccurringItemsUndescribed()).isEqualTo(1);
    assertThat(imported.getRedescribedItems()).isEqualTo(1);
  }

  @Test
  void aBadOptionIsRefusedByItsName() {
    FilePiece file = piece("e.csv", true, CSV + "u,a,1\n");
    ImportFormat csv = ImportFormat.IMPORT_FORMAT_DELIMITED;
    for (String delimiter : new String[] {"\n", "\r", "\"", "\0", "::", "\uD83D\uDE00"}) {
      refused(
          () -> send(header(csv).setDelimiter(delimiter), file),
          Status.Code.INVALID_ARGUMENT,
          "delimiter is",
          "one character");
    }
    refused(
        () -> send(header(csv).setEncoding("no such"), file),
        Status.Code.INVALID_ARGUMENT,
        "encoding is 'no such'");
    refused(
        () -> send(header(csv).addWhere("rating is high"), file),
        Status.Code.INVALID_ARGUMENT,
        "where is 'rating is high'");
    refused(
        () -> send(header(csv).addWhere("rating>4"), file),
        Status.Code.INVALID_ARGUMENT,
        "where is 'rating>4'");
    refused(
        () -> send(header(csv).setTimestampUnitValue(9), file),
        Status.Code.INVALID_ARGUMENT,
        "timestamp_unit is 9");
    refused(
        () -> send(header(ImportFormat.IMPORT_FORMAT_RECBOLE).addHeader("user_id"), file),
        Status.Code.INVALID_ARGUMENT,
        "header is 'user_id'");
  }

  @Test
  void whatIsNoFileOfItsFormatIsInvalidAndTellsNoPathOfTheServer() {
    for (String content : new String[] {"null\n", "PAR1PAR1", "", "x\u0000y", "[[[[", "{\"a\":"}) {
      for (ImportFormat format : ImportFormat.values()) {
        if (format != ImportFormat.UNRECOGNIZED) {
          Throwable failed = catchThrowable(() -> send(header(format), piece("f", true, content)));
          assertThat(Status.fromThrowable(failed).getCode())
              .as("%s of %s", content, format)
              .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.FAILED_PRECONDITION);
          assertThat(failed).hasMessageNotContaining(folder.toString());
        }
      }
    }
  }

  @Test
  void anImportWhoseCallIsCancelledWhileTheServerWorksChangesNothing() throws Exception {
    send(
        header(ImportFormat.IMPORT_FORMAT_DELIMITED), piece("e.csv", true, CSV + "u,a,1\nu,b,2\n"));
    StringBuilder large = new StringBuilder(CSV);
    for (int i = 0; i < 600_000; i++) {
      large.append('u').append(i % 5000).append(",i").append(i % 500).append(',').append(i);
      large.append('\n');
    }
    Answer<ImportDatasetResponse> answer = new Answer<>();
    Context.CancellableContext context = Context.current().withCancellation();
    StreamObserver<ImportDatasetRequest> call =
        context.call(() -> DatasetServiceGrpc.newStub(channel).importDataset(answer));
    call.onNext(
        ImportDatasetRequest.newBuilder()
            .setHeader(header(ImportFormat.IMPORT_FORMAT_DELIMITED))
            .build());
    call.onNext(
        ImportDatasetRequest.newBuilder().setPiece(piece("e.csv", true, large.toString())).build());
    call.onCompleted();
    while (uploaded() < large.length()) {
      Thread.sleep(10);
    }
    // All of it is there and the server reads it: the client wants it no more.
    Thread.sleep(200);
    assertThat(answer).isNotDone();
    context.cancel(null);
    for (int wait = 0; wait < 1200 && uploaded() > 0; wait++) {
      Thread.sleep(100);
    }

    assertThat(uploaded()).isZero();
    assertThat(
            DatasetServiceGrpc.newBlockingStub(channel)
                .getDataset(GetDatasetRequest.newBuilder().setDataset("files").build())
                .getSize()
                .getInteractions())
        .isEqualTo(2);
  }

  /** Bytes of uploads that the server has. */
  private static long uploaded() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("uploads"))) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    } catch (NoSuchFileException | UncheckedIOException gone) {
      return 0;
    }
  }
}
