package io.emkd.systemtests;

import static io.emkd.systemtests.Refusals.refused;

import com.google.protobuf.Timestamp;
import io.emkd.server.EmkdServer;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.Item;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainingOptions;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.UpsertItemsRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that could be taken for others are refused, not changed. */
class RefusedValuesTest {
  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    server = TestShop.server(folder);
    channel = TestShop.channel(server);
    TestShop.importText(channel, "shop", TestShop.interactions(20));
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static Runnable append(Interaction.Builder interaction) {
    return () ->
        InteractionServiceGrpc.newBlockingStub(channel)
            .appendInteractions(
                AppendInteractionsRequest.newBuilder()
                    .setDataset("shop")
                    .addInteractions(interaction.setUserId("u").setItemId("i"))
                    .build());
  }

  private static Runnable upsert(String title) {
    return () ->
        ItemServiceGrpc.newBlockingStub(channel)
            .upsertItems(
                UpsertItemsRequest.newBuilder()
                    .setDataset("shop")
                    .addItems(Item.newBuilder().setItemId("i").setTitle(title))
                    .build());
  }

  private static Runnable train(TrainingOptions.Builder options) {
    return () ->
        TrainingServiceGrpc.newBlockingStub(channel)
            .train(
                TrainRequest.newBuilder()
                    .setDataset("shop")
                    .setModel("shop")
                    .setOptions(options)
                    .build())
            .next();
  }

  @Test
  void aWeightThatIsNoNumberIsNotTakenForNone() {
    refused(
        append(Interaction.newBuilder().setWeight(Double.NaN)),
        Status.Code.INVALID_ARGUMENT,
        "interactions[0].weight is NaN",
        "a finite number");
  }

  @Test
  void nanosecondsOfAnotherSecondAreNotTakenForAnotherTime() {
    for (int nanos : new int[] {-5, 2_000_000_000}) {
      refused(
          append(
              Interaction.newBuilder()
                  .setTime(Timestamp.newBuilder().setSeconds(1).setNanos(nanos))),
          Status.Code.INVALID_ARGUMENT,
          "interactions[0].time.nanos is " + nanos,
          "0 to 999999999");
    }
  }

  @Test
  void aTitleThatNoFileOrAnswerHoldsIsRefusedAndALongOneOfAnyAlphabetIsNot() {
    refused(upsert("a\0b"), Status.Code.INVALID_ARGUMENT, "items[0].title", "without NUL");
    refused(upsert("x".repeat(10_001)), Status.Code.INVALID_ARGUMENT, "items[0].title", "10000");
    upsert("\u0436".repeat(10_000)).run();
  }

  @Test
  void anUnknownValueOfAnEnumIsNamedBesideThoseThereAre() {
    refused(
        train(TrainingOptions.newBuilder().setItemLossValue(9)),
        Status.Code.INVALID_ARGUMENT,
        "item_loss is 9",
        "1, full, or 2, sampled");
    refused(
        train(TrainingOptions.newBuilder().setPrecisionValue(9)),
        Status.Code.INVALID_ARGUMENT,
        "precision is 9",
        "1, float32, or 2, bfloat16");
  }
}
