package io.emkd.grpc.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.files.DatasetFiles;
import io.emkd.domain.files.ExportDataset;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.files.ReadOptions;
import io.emkd.domain.files.ReadSummary;
import io.emkd.domain.files.WriteOptions;
import io.emkd.grpc.CallsInTurn;
import io.emkd.grpc.HeldClient;
import io.emkd.grpc.MemoryDatasets;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.transfer.TransferLimits;
import io.emkd.grpc.transfer.Transfers;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.ExportDatasetRequest;
import io.emkd.v1.ExportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads whose client reads when it likes. */
@Timeout(60)
class ExportCallTest {
  private static final ExportDatasetRequest REQUEST =
      ExportDatasetRequest.newBuilder()
          .setDataset("shop")
          .setFormat(ImportFormat.IMPORT_FORMAT_RECBOLE)
          .build();
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private final HeldClient<ExportDatasetResponse> client = new HeldClient<>();

  private Transfers transfers(Duration idleTime) {
    return new Transfers(folder, new TransferLimits(100, 100, 1, 1, idleTime));
  }

  private static void start(
      Transfers transfers,
      ExportDatasetRequest request,
      int bytes,
      HeldClient<ExportDatasetResponse> client) {
    ExportCall.start(
        transfers,
        new ExportDataset(new MemoryDatasets().with("shop"), new RandomFiles(bytes)),
        request,
        client);
  }

  private static void awaitEnd(HeldClient<?> client) {
    while (!client.isOver()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFileComesInPiecesAndIsNotKept() {
    int bytes = (2 << 20) + 5;
    start(transfers(LONG), REQUEST, bytes, client);
    awaitEnd(client);
    ByteString received =
        client.taken.stream()
            .map(response -> response.getPiece().getContent())
            .reduce(ByteString.EMPTY, ByteString::concat);

    assertThat(client.completed).isTrue();
    assertThat(client.taken).hasSize(3);
    assertThat(client.taken)
        .extracting(response -> response.getPiece().getFile())
        .containsOnly("shop.inter");
    assertThat(received).isEqualTo(ByteString.copyFrom(RandomFiles.content(bytes)));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aClientThatTakesNothingForTooLongIsEnded() {
    client.takes = false;
    start(transfers(Duration.ofMillis(50)), REQUEST, 1, client);
    awaitEnd(client);

    assertThat(client.refusal().code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(client.refusal().message())
        .isEqualTo("the client took nothing of the export for 50 ms (limits.transfer_idle_time)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void asManyAreUnderWayAsMayAndOneWhoseClientGoesMakesRoom() throws IOException {
    Transfers transfers = transfers(LONG);
    client.takes = false;
    start(transfers, REQUEST, 1, client);
    HeldClient<ExportDatasetResponse> refused = new HeldClient<>();
    start(transfers, REQUEST, 1, refused);
    assertThat(refused.refusal().code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.refusal().message()).contains("limits.exports_at_once");
    client.goAway();
    HeldClient<ExportDatasetResponse> next;
    do {
      next = new HeldClient<>();
      start(transfers, REQUEST, 1, next);
      awaitEnd(next);
    } while (!next.completed);

    assertThat(client.isOver()).isFalse();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aClientThatReadsOnIsSentTheRest() {
    client.takes = false;
    start(transfers(LONG), REQUEST, 5, client);
    client.becomeReady();
    awaitEnd(client);

    assertThat(client.completed).isTrue();
  }

  @Test
  void whoSeesTheEndOfAnExportMayAskForAnother() throws Exception {
    MemoryDatasets datasets = new MemoryDatasets().with("shop");
    DatasetGrpcService service =
        new DatasetGrpcService(
            datasets,
            null,
            null,
            null,
            new ExportDataset(datasets, new RandomFiles(5)),
            transfers(LONG),
            new CallLimits(1, 1, 1, 1));
    try (ServedCalls calls = new ServedCalls(service)) {
      DatasetServiceGrpc.DatasetServiceStub again =
          CallsInTurn.client(DatasetServiceGrpc.newStub(calls.channel()));
      for (String name : List.of("shop", "none")) {
        assertThat(
                CallsInTurn.ends(
                    (StreamObserver<ExportDatasetResponse> observer) ->
                        again.exportDataset(
                            REQUEST.toBuilder().setDataset(name).build(), observer)))
            .hasSize(3)
            .containsOnly(name.equals("shop") ? Status.Code.OK : Status.Code.NOT_FOUND);
      }
    }
  }

  @Test
  void whatCannotBeExportedSaysWhy() {
    start(transfers(LONG), REQUEST.toBuilder().setDataset("none").build(), 1, client);
    awaitEnd(client);
    HeldClient<ExportDatasetResponse> other = new HeldClient<>();
    start(transfers(LONG), REQUEST.toBuilder().clearFormat().build(), 1, other);
    awaitEnd(other);

    assertThat(client.refusal().reason()).isEqualTo("DATASET_NOT_FOUND");
    assertThat(other.refusal().fields()).containsExactly("format");
    assertThat(folder).isEmptyDirectory();
  }

  /** Writes one file of so many bytes, whatever the dataset. */
  private record RandomFiles(int bytes) implements DatasetFiles {
    static byte[] content(int bytes) {
      byte[] content = new byte[bytes];
      new Random(7).nextBytes(content);
      return content;
    }

    @Override
    public List<Path> write(
        String dataset, WriteOptions options, Path directory, Consumer<DatasetStore.Sink> content) {
      try {
        return List.of(Files.write(directory.resolve(dataset + ".inter"), content(bytes)));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public ReadSummary read(List<NamedFile> files, ReadOptions options, DatasetStore.Sink sink) {
      throw new UnsupportedOperationException();
    }
  }
}
