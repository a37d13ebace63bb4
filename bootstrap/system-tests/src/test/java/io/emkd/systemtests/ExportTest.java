package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.emkd.server.EmkdServer;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.ExportDatasetRequest;
import io.emkd.v1.ExportDatasetResponse;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.emkd.v1.ImportHeader;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.File;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Downloads over a socket, by clients that are slow, change their minds, die or fall asleep. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ExportTest {
  private static final int ITEMS = 215_000;
  private static final int USERS = 430;
  private static final int PER_USER = 1000;
  private static final Set<ImportFormat> LARGE =
      EnumSet.of(ImportFormat.IMPORT_FORMAT_PARQUET, ImportFormat.IMPORT_FORMAT_JSON_LINES);
  private static final int HUNDRED_MB = 100_000_000;

  /** Bytes of an item's id: three quarters as many cannot be compressed away. */
  private static final int ID_BYTES = 186;

  private static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void aLargeDataset(@TempDir Path data) {
    folder = data;
    server =
        TestShop.server(
            folder,
            Map.of("emkd.limits.transfer-idle-time", "5s", "emkd.limits.exports-at-once", 2));
    channel = TestShop.channel(server);
    importDataset("large", USERS);
    importDataset("medium", USERS / 10);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  /** Each item in two users' sequences, under an id that does not compress. */
  private static void importDataset(String name, int users) {
    SplittableRandom random = new SplittableRandom(3);
    String[] ids = new String[ITEMS];
    byte[] bytes = new byte[ID_BYTES];
    for (int item = 0; item < ITEMS; item++) {
      random.nextBytes(bytes);
      ids[item] = Base64.getUrlEncoder().encodeToString(bytes);
    }
    Stream<String> lines =
        Stream.concat(
            Stream.of("user_id,item_id,timestamp\n"),
            IntStream.range(0, users).mapToObj(user -> lines(user, ids)));
    ImportDatasetResponse imported =
        TestShop.importFiles(
            channel,
            ImportHeader.newBuilder()
                .setDataset(name)
                .setFormat(ImportFormat.IMPORT_FORMAT_DELIMITED),
            lines.map(
                text ->
                    FilePiece.newBuilder()
                        .setFile("large.csv")
                        .setContent(ByteString.copyFromUtf8(text))
                        .build()));
    assertThat(imported.getRaw().getInteractions()).isEqualTo((long) users * PER_USER);
  }

  private static String lines(int user, String[] ids) {
    StringBuilder lines = new StringBuilder();
    for (int k = 0; k < PER_USER; k++) {
      lines.append(user).append(',').append(ids[(user * PER_USER + k) % ITEMS]);
      lines.append(',').append(1_000_000 + k).append('\n');
    }
    return lines.toString();
  }

  private static Iterator<ExportDatasetResponse> export(
      ManagedChannel through, String dataset, ImportFormat as) {
    return DatasetServiceGrpc.newBlockingStub(through).exportDataset(request(dataset, as));
  }

  private static ExportDatasetRequest request(String dataset, ImportFormat as) {
    return ExportDatasetRequest.newBuilder().setDataset(dataset).setFormat(as).build();
  }

  @ParameterizedTest
  @EnumSource(
      value = ImportFormat.class,
      names = {"IMPORT_FORMAT_UNSPECIFIED", "UNRECOGNIZED"},
      mode = EnumSource.Mode.EXCLUDE)
  void farMoreThanAnyBufferHoldsComesWholeToASlowClient(ImportFormat format) throws Exception {
    // Of two formats a hundred megabytes; the others are written by the same code, to the same
    // pipe.
    boolean large = LARGE.contains(format);
    int users = large ? USERS : USERS / 10;
    Map<String, Long> lines = new HashMap<>();
    Map<String, ByteString> ends = new HashMap<>();
    long size = 0;
    Iterator<ExportDatasetResponse> pieces = export(channel, large ? "large" : "medium", format);
    while (pieces.hasNext()) {
      FilePiece piece = pieces.next().getPiece();
      size += piece.getContent().size();
      long ended = 0;
      for (ByteString.ByteIterator b = piece.getContent().iterator(); b.hasNext(); ) {
        ended += b.nextByte() == '\n' ? 1 : 0;
      }
      lines.merge(piece.getFile(), ended, Long::sum);
      ends.merge(piece.getFile(), piece.getContent(), (before, now) -> end(before.concat(now)));
      Thread.sleep(3);
    }

    assertThat(size).isGreaterThan(large ? HUNDRED_MB : HUNDRED_MB / 10);
    if (format == ImportFormat.IMPORT_FORMAT_PARQUET) {
      assertThat(ends.values()).allMatch(e -> e.endsWith(ByteString.copyFromUtf8("PAR1")));
    } else {
      boolean lineAUser = format == ImportFormat.IMPORT_FORMAT_S3REC;
      assertThat(lines.values().stream().mapToLong(n -> n).max().orElse(0))
          .isGreaterThanOrEqualTo(lineAUser ? users : (long) users * PER_USER);
    }
    nothingIsLeft();
  }

  private static ByteString end(ByteString bytes) {
    return bytes.substring(Math.max(0, bytes.size() - 8));
  }

  @Test
  void aCancelledExportLeavesNothing() throws Exception {
    Context.CancellableContext context = Context.current().withCancellation();
    Iterator<ExportDatasetResponse> pieces =
        context.call(() -> export(channel, "medium", ImportFormat.IMPORT_FORMAT_JSON_LINES));
    pieces.next();
    context.cancel(null);
    nothingIsLeft();
  }

  @Test
  void oneThatIsCancelledBeforeItsFirstPieceStopsWriting() throws Exception {
    Context.CancellableContext context = Context.current().withCancellation();
    context.run(() -> export(channel, "large", ImportFormat.IMPORT_FORMAT_PARQUET));
    Thread.sleep(200);
    context.cancel(null);
    nothingIsLeft();
  }

  @Test
  void aClientWhoseSocketDiesLeavesNothing() throws Exception {
    try (BreakableSocket between = new BreakableSocket(server.port())) {
      ManagedChannel through =
          Grpc.newChannelBuilder("localhost:" + between.port(), InsecureChannelCredentials.create())
              .build();
      Iterator<ExportDatasetResponse> pieces =
          export(through, "medium", ImportFormat.IMPORT_FORMAT_DELIMITED);
      pieces.next();
      between.breakAll();
      nothingIsLeft();
      through.shutdownNow();
    }
  }

  @Test
  void aClientThatTakesNothingIsGivenUp() throws Exception {
    Iterator<ExportDatasetResponse> pieces =
        export(channel, "medium", ImportFormat.IMPORT_FORMAT_DELIMITED);
    pieces.next();
    nothingIsLeft();
    Refusals.refusedPlainly(
        () -> pieces.forEachRemaining(piece -> {}),
        Status.Code.DEADLINE_EXCEEDED,
        "5000 ms",
        "limits.transfer_idle_time");
  }

  @Test
  void noMoreRunAtOnceThanMay() throws Exception {
    Context.CancellableContext context = Context.current().withCancellation();
    List<ListenableAnswer> calls =
        List.of(new ListenableAnswer(), new ListenableAnswer(), new ListenableAnswer());
    context.run(
        () ->
            calls.forEach(
                call ->
                    DatasetServiceGrpc.newStub(channel)
                        .exportDataset(
                            request("large", ImportFormat.IMPORT_FORMAT_DELIMITED), call)));
    CompletableFuture.anyOf(
            calls.stream().map(call -> call.failed).toArray(CompletableFuture[]::new))
        .get(60, TimeUnit.SECONDS);
    List<Throwable> refused =
        calls.stream()
            .filter(call -> call.failed.isDone())
            .map(call -> call.failed.join())
            .toList();
    context.cancel(null);

    assertThat(refused).hasSize(1);
    assertThat(Status.fromThrowable(refused.get(0)).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.get(0))
        .hasMessageContaining("2 exports")
        .hasMessageContaining("limits.exports_at_once");
    nothingIsLeft();
  }

  private static final class ListenableAnswer implements StreamObserver<ExportDatasetResponse> {
    final CompletableFuture<Throwable> failed = new CompletableFuture<>();

    @Override
    public void onNext(ExportDatasetResponse response) {}

    @Override
    public void onError(Throwable failure) {
      failed.complete(failure);
    }

    @Override
    public void onCompleted() {}
  }

  /** Waits for it. */
  private static void nothingIsLeft() throws InterruptedException {
    File uploads = folder.resolve("uploads").toFile();
    List<String> threads = List.of();
    for (int second = 0; second < 600; second++) {
      threads =
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(name -> name.startsWith("transfer-"))
              .toList();
      if (threads.isEmpty() && uploads.list().length == 0) {
        return;
      }
      Thread.sleep(100);
    }
    assertThat(uploads.list()).isEmpty();
    assertThat(threads).isEmpty();
  }
}
