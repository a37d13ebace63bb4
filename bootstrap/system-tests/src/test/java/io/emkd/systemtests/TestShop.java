package io.emkd.systemtests;

import com.google.protobuf.ByteString;
import io.emkd.server.EmkdServer;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.emkd.v1.ImportHeader;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingOptions;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** A small shop whose next item is mostly the following number. */
final class TestShop {
  static final int ITEMS = 20;

  private TestShop() {}

  /** A server on free ports, whose data are in {@code folder}. */
  static EmkdServer server(Path folder) {
    return server(folder, Map.of());
  }

  /**
   * @param settings more of them, by their names in a file
   */
  static EmkdServer server(Path folder, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("emkd.port", 0);
    all.putIfAbsent("emkd.metrics-port", -1);
    all.putIfAbsent("emkd.http-port", -1);
    all.put("emkd.data-dir", folder.toString());
    all.put("emkd.device", "cpu");
    return EmkdServer.start(all, Optional.empty());
  }

  static ManagedChannel channel(EmkdServer server) {
    return Grpc.newChannelBuilder("localhost:" + server.port(), InsecureChannelCredentials.create())
        .build();
  }

  static String interactions(int users) {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder();
    for (int user = 1; user <= users; user++) {
      int item = random.nextInt(ITEMS);
      text.append('u').append(user);
      for (int t = 0; t < 8; t++) {
        text.append(" i").append(item + 1);
        item = random.nextInt(10) < 8 ? (item + 1) % ITEMS : random.nextInt(ITEMS);
      }
      text.append('\n');
    }
    return text.toString();
  }

  static ImportDatasetResponse importText(ManagedChannel channel, String dataset, String text) {
    return importFiles(
        channel,
        ImportHeader.newBuilder().setDataset(dataset).setFormat(ImportFormat.IMPORT_FORMAT_S3REC),
        Stream.of(
            FilePiece.newBuilder()
                .setFile("shop.txt")
                .setContent(ByteString.copyFromUtf8(text))
                .build()));
  }

  /**
   * Sends the pieces as they are drawn.
   *
   * @throws io.grpc.StatusRuntimeException if the import is refused
   */
  static ImportDatasetResponse importFiles(
      ManagedChannel channel, ImportHeader.Builder header, Stream<FilePiece> pieces) {
    Answer<ImportDatasetResponse> answer = new Answer<>();
    StreamObserver<ImportDatasetRequest> call =
        DatasetServiceGrpc.newStub(channel).importDataset(answer);
    call.onNext(ImportDatasetRequest.newBuilder().setHeader(header).build());
    pieces.forEachOrdered(
        piece -> call.onNext(ImportDatasetRequest.newBuilder().setPiece(piece).build()));
    call.onCompleted();
    try {
      return answer.join();
    } catch (CompletionException failed) {
      throw Status.fromThrowable(failed).asRuntimeException(Status.trailersFromThrowable(failed));
    }
  }

  /** A first version of the model {@code shop}, hardly trained. */
  static void publishModel(ManagedChannel channel) {
    importText(channel, "shop", interactions(60));
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(training("shop", "shop", 1))
        .forEachRemaining(event -> {});
  }

  /** What the model {@code shop} recommends after {@code i1}. */
  static RecommendResponse recommend(ManagedChannel channel) {
    return RecommendationServiceGrpc.newBlockingStub(channel)
        .recommend(
            RecommendRequest.newBuilder()
                .setModel("shop")
                .setItems(ItemSequence.newBuilder().addItemIds("i1"))
                .build());
  }

  /** Adds a step's total loss, by step. */
  static void losses(Map<Long, Double> into, TrainingEvent event) {
    if (event.hasStep()) {
      into.put(event.getStep().getStep(), event.getStep().getLosses().getTotal());
    }
  }

  /** As small as a training can be: what is tried with it is the way there and back. */
  static TrainRequest training(String dataset, String model, int epochs) {
    return TrainRequest.newBuilder()
        .setDataset(dataset)
        .setModel(model)
        .setOptions(
            TrainingOptions.newBuilder()
                .setHiddenSize(16)
                .setMaxLength(6)
                .setWindowStep(1)
                .setBlocks(1)
                .setNetworks(2)
                .setBatchSize(64)
                .setDropout(0.1)
                .setLearningRate(0.005)
                .setEpochs(epochs)
                .setPatience(0))
        .build();
  }
}
