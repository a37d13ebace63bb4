package io.emkd.systemtests;

import com.google.protobuf.ByteString;
import io.emkd.server.EmkdServer;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.FilePiece;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.ImportDatasetRequest;
import io.grpc.CallOptions;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no message are the caller's mistake, whatever the method. */
class MalformedMessagesTest {
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = TestShop.server(folder);
    channel = TestShop.channel(server);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  static Stream<String> methods() {
    return AllMethods.of(channel).stream().map(MethodDescriptor::getFullMethodName);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void bytesThatAreNoMessageAreRefused(String method) {
    MethodDescriptor<byte[], byte[]> raw = RawCalls.method(AllMethods.named(channel, method));
    byte[] endless = new byte[5000];
    Arrays.fill(endless, (byte) 0xFF);
    for (byte[] bad :
        List.of(
            new byte[] {10, 100, 1},
            new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
            new byte[] {0},
            new byte[] {11, 11, 11},
            endless)) {
      Refusals.refused(
          () -> RawCalls.send(channel, raw, CallOptions.DEFAULT, bad),
          Status.Code.INVALID_ARGUMENT,
          "message is",
          "must be an encoded");
    }
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    Refusals.refused(
        () ->
            RawCalls.send(
                channel,
                RawCalls.method(DatasetServiceGrpc.getGetDatasetMethod()),
                CallOptions.DEFAULT,
                new byte[] {10, 2, (byte) 0xC3, 0x28}),
        Status.Code.INVALID_ARGUMENT,
        "UTF-8");
  }

  @Test
  void whatCannotBeDecompressedIsRefused() {
    CompressorRegistry liar = CompressorRegistry.newEmptyInstance();
    liar.register(
        new Compressor() {
          @Override
          public String getMessageEncoding() {
            return "gzip";
          }

          @Override
          public OutputStream compress(OutputStream os) {
            return os;
          }
        });
    ManagedChannel lying =
        Grpc.newChannelBuilder("localhost:" + server.port(), InsecureChannelCredentials.create())
            .compressorRegistry(liar)
            .build();
    Refusals.refused(
        () ->
            RawCalls.send(
                lying,
                RawCalls.method(DatasetServiceGrpc.getGetDatasetMethod()),
                CallOptions.DEFAULT.withCompression("gzip"),
                GetDatasetRequest.newBuilder().setDataset("shop").build().toByteArray()),
        Status.Code.INVALID_ARGUMENT,
        "decompress");
    lying.shutdownNow();
  }

  @Test
  void aMessageThatIsTooLargeIsToldTheLimit() {
    ImportDatasetRequest large =
        ImportDatasetRequest.newBuilder()
            .setPiece(FilePiece.newBuilder().setContent(ByteString.copyFrom(new byte[17 << 20])))
            .build();
    for (String compressor : List.of("identity", "gzip")) {
      Refusals.refusedPlainly(
          () ->
              RawCalls.send(
                  channel,
                  RawCalls.method(DatasetServiceGrpc.getImportDatasetMethod()),
                  CallOptions.DEFAULT.withCompression(compressor),
                  large.toByteArray()),
          Status.Code.RESOURCE_EXHAUSTED,
          "16777216");
    }
  }

  @Test
  void aUnaryCallHasOneMessage() {
    MethodDescriptor<byte[], byte[]> several =
        RawCalls.method(
            DatasetServiceGrpc.getGetDatasetMethod().getFullMethodName(),
            MethodType.BIDI_STREAMING);
    for (int messages : List.of(0, 2)) {
      Refusals.refused(
          () -> RawCalls.send(channel, several, CallOptions.DEFAULT, new byte[messages][0]),
          Status.Code.INVALID_ARGUMENT,
          "exactly one");
    }
  }

  @Test
  void aMethodThatIsNotThereIsUnimplemented() {
    Refusals.refusedPlainly(
        () ->
            RawCalls.send(
                channel,
                RawCalls.method("emkd.v1.RecommendationService/Nothing", MethodType.UNARY),
                CallOptions.DEFAULT,
                new byte[0]),
        Status.Code.UNIMPLEMENTED,
        "Method not found");
  }

  @Test
  void aTextOfTenMegabytesIsNotRepeated() {
    byte[] request =
        GetDatasetRequest.newBuilder().setDataset("\u00e9".repeat(5_000_000)).build().toByteArray();
    Refusals.refused(
        () ->
            RawCalls.send(
                channel,
                RawCalls.method(DatasetServiceGrpc.getGetDatasetMethod()),
                CallOptions.DEFAULT,
                request),
        Status.Code.INVALID_ARGUMENT,
        "dataset",
        "10000000 bytes");
    Refusals.refused(
        () ->
            RawCalls.send(
                channel,
                RawCalls.method(DatasetServiceGrpc.getGetDatasetMethod()),
                CallOptions.DEFAULT,
                GetDatasetRequest.newBuilder()
                    .setDataset("\u00e9".repeat(2000))
                    .build()
                    .toByteArray()),
        Status.Code.NOT_FOUND,
        "...");
  }
}
