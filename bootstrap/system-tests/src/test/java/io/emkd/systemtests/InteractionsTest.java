package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Timestamps;
import io.emkd.cli.EmkdCommand;
import io.emkd.server.EmkdServer;
import io.emkd.v1.ActivateItemsRequest;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.AppendInteractionsResponse;
import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.DeactivateItemsRequest;
import io.emkd.v1.DeleteInteractionsRequest;
import io.emkd.v1.DeleteUserRequest;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.InteractionServiceGrpc.InteractionServiceBlockingStub;
import io.emkd.v1.Item;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.ListInactiveItemsRequest;
import io.emkd.v1.ListInactiveItemsResponse;
import io.emkd.v1.ListInteractionsRequest;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendedItem;
import io.emkd.v1.SimilarItemsRequest;
import io.emkd.v1.StreamInteractionsRequest;
import io.emkd.v1.StreamInteractionsResponse;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.UpsertItemsRequest;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events and items over a real socket, beside a model that was trained before they came. */
class InteractionsTest {
  @TempDir static Path folder;
  private static EmkdServer server;
  private static ManagedChannel channel;
  private static InteractionServiceBlockingStub interactions;

  @BeforeAll
  static void aServerWithAModel() {
    server = TestShop.server(folder);
    channel = TestShop.channel(server);
    interactions = InteractionServiceGrpc.newBlockingStub(channel);
    TestShop.importText(channel, "shop", TestShop.interactions(100));
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(TestShop.training("shop", "shop", 2))
        .forEachRemaining(event -> {});
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static Interaction.Builder event(String user, String item) {
    return Interaction.newBuilder().setUserId(user).setItemId(item);
  }

  private static AppendInteractionsResponse append(
      String requestId, Interaction.Builder... events) {
    AppendInteractionsRequest.Builder request =
        AppendInteractionsRequest.newBuilder().setDataset("shop").setRequestId(requestId);
    for (Interaction.Builder event : events) {
      request.addInteractions(event);
    }
    return interactions.appendInteractions(request.build());
  }

  private static RecommendResponse recommend(String user) {
    return RecommendationServiceGrpc.newBlockingStub(channel)
        .recommend(
            RecommendRequest.newBuilder().setModel("shop").setUserId(user).setCount(20).build());
  }

  private static List<String> newest(String user) {
    return interactions
        .listInteractions(
            ListInteractionsRequest.newBuilder().setDataset("shop").setUserId(user).build())
        .getInteractionsList()
        .stream()
        .map(Interaction::getItemId)
        .toList();
  }

  @Test
  void recommendSeesAnAppendedEventAtOnce() {
    assertThat(recommend("newcomer").getColdStart()).isTrue();
    append("", event("newcomer", "i3"), event("newcomer", "never-trained-on"));
    RecommendResponse warm = recommend("newcomer");
    assertThat(warm.getColdStart()).isFalse();
    assertThat(warm.getItemsList()).extracting(RecommendedItem::getItemId).doesNotContain("i3");
    append("", event("newcomer", "i4"));
    assertThat(recommend("newcomer").getItemsList())
        .extracting(RecommendedItem::getItemId)
        .doesNotContain("i3", "i4")
        .hasSize(18);
    assertThat(newest("newcomer")).containsExactly("i4", "never-trained-on", "i3");
  }

  @Test
  void aRequestThatIsSentAgainChangesNothing() {
    for (int time = 0; time < 3; time++) {
      AppendInteractionsResponse answer =
          append("req-1", event("twice", "i1"), event("twice", "i2"));
      assertThat(answer.getAppended()).isEqualTo(time == 0 ? 2 : 0);
      assertThat(answer.getDuplicates()).isEqualTo(time == 0 ? 0 : 2);
    }
    assertThat(newest("twice")).containsExactly("i2", "i1");
  }

  @Test
  void aRequestIdThatComesWithOtherInteractionsIsRefused() {
    append("req-2", event("other", "i1"), event("other", "i2"));
    for (Interaction.Builder[] changed :
        new Interaction.Builder[][] {
          {event("other", "i1"), event("other", "i3")},
          {event("other", "i1")},
          {event("other", "i2"), event("other", "i1")},
          {event("other", "i1"), event("other", "i2").setWeight(2)}
        }) {
      Refusals.refused(
          () -> append("req-2", changed),
          io.grpc.Status.Code.INVALID_ARGUMENT,
          "request_id is 'req-2'",
          "other interactions");
    }
    assertThat(newest("other")).containsExactly("i2", "i1");
  }

  @Test
  void everyViolationIsNamedAndNothingIsAppended() {
    assertThatThrownBy(
            () ->
                append(
                    "",
                    event("bad", "i1"),
                    event("", "i2"),
                    event("bad", "x".repeat(257)),
                    event("bad", "a\u0000b"),
                    event("bad", "i3").setTime(Timestamps.fromMillis(4_000_000_000_000L)),
                    event("bad", "i4").setTime(Timestamps.fromSeconds(-5)),
                    event("bad", "i5").setWeight(Double.POSITIVE_INFINITY),
                    event("bad", "i6").setEventId("e\n")))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("interactions[1].user_id")
        .hasMessageContaining("interactions[2].item_id")
        .hasMessageContaining("257 characters")
        .hasMessageContaining("interactions[3].item_id")
        .hasMessageContaining("interactions[4].time")
        .hasMessageContaining("interactions[5].time")
        .hasMessageContaining("a day from now")
        .hasMessageContaining("interactions[6].weight")
        .hasMessageContaining("interactions[7].event_id");
    assertThat(newest("bad")).isEmpty();
    assertThatThrownBy(() -> append("")).hasMessageContaining("interactions is 0 of them");
    assertThatThrownBy(
            () ->
                interactions.appendInteractions(
                    AppendInteractionsRequest.newBuilder()
                        .setDataset("gone")
                        .addInteractions(event("u", "i"))
                        .build()))
        .hasMessageContaining("NOT_FOUND")
        .hasMessageContaining("dataset 'gone'");
  }

  @Test
  void aStreamOfEventsIsCountedWhenItIsOnDisk() throws Exception {
    Answer<StreamInteractionsResponse> answer = new Answer<>();
    StreamObserver<StreamInteractionsRequest> stream =
        InteractionServiceGrpc.newStub(channel).streamInteractions(answer);
    for (int message = 0; message < 100; message++) {
      AppendInteractionsRequest.Builder append =
          AppendInteractionsRequest.newBuilder().setDataset("shop");
      for (int e = 0; e < 20; e++) {
        append.addInteractions(
            event("stream", "i" + (e + 1)).setEventId("s" + (message * 20 + e) % 1500));
      }
      stream.onNext(StreamInteractionsRequest.newBuilder().setAppend(append).build());
    }
    stream.onCompleted();
    StreamInteractionsResponse counted = answer.get(30, TimeUnit.SECONDS);
    assertThat(counted.getAppended()).isEqualTo(1500);
    assertThat(counted.getDuplicates()).isEqualTo(500);
  }

  @Test
  void anInactiveItemIsNeverRecommendedUntilItIsActiveAgain() {
    var items = ItemServiceGrpc.newBlockingStub(channel);
    items.deactivateItems(
        DeactivateItemsRequest.newBuilder().setDataset("shop").addItemIds("i11").build());
    assertThat(recommend("u1").getItemsList())
        .extracting(RecommendedItem::getItemId)
        .doesNotContain("i11");
    assertThat(recommend("a stranger").getItemsList())
        .extracting(RecommendedItem::getItemId)
        .hasSize(19)
        .doesNotContain("i11");
    assertThat(
            RecommendationServiceGrpc.newBlockingStub(channel)
                .similarItems(
                    SimilarItemsRequest.newBuilder()
                        .setModel("shop")
                        .setItemId("i10")
                        .setCount(100)
                        .build())
                .getItemsList())
        .extracting(RecommendedItem::getItemId)
        .doesNotContain("i11");
    assertThat(
            items
                .listInactiveItems(ListInactiveItemsRequest.newBuilder().setDataset("shop").build())
                .getItemIdsList())
        .containsExactly("i11");
    items.activateItems(
        ActivateItemsRequest.newBuilder().setDataset("shop").addItemIds("i11").build());
    assertThat(recommend("a stranger").getItemsList()).hasSize(20);
    assertThatThrownBy(
            () ->
                items.deactivateItems(
                    DeactivateItemsRequest.newBuilder()
                        .setDataset("shop")
                        .addItemIds("no")
                        .build()))
        .hasMessageContaining("item 'no'");
    assertThatThrownBy(
            () ->
                items.upsertItems(
                    UpsertItemsRequest.newBuilder()
                        .setDataset("shop")
                        .addItems(Item.newBuilder().setItemId("ok"))
                        .addItems(Item.newBuilder().setItemId(""))
                        .build()))
        .hasMessageContaining("items[1].item_id");
  }

  @Test
  void inactiveItemsAreListedPageByPage() {
    var items = ItemServiceGrpc.newBlockingStub(channel);
    List<String> ids = List.of("i12", "i13", "i14");
    items.deactivateItems(
        DeactivateItemsRequest.newBuilder().setDataset("shop").addAllItemIds(ids).build());
    List<String> listed = new ArrayList<>();
    String token = "";
    do {
      ListInactiveItemsResponse page =
          items.listInactiveItems(
              ListInactiveItemsRequest.newBuilder()
                  .setDataset("shop")
                  .setPageSize(2)
                  .setPageToken(token)
                  .build());
      assertThat(page.getItemIdsCount()).isLessThanOrEqualTo(2);
      listed.addAll(page.getItemIdsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    items.activateItems(
        ActivateItemsRequest.newBuilder().setDataset("shop").addAllItemIds(ids).build());

    assertThat(listed).containsExactlyElementsOf(ids);
  }

  @Test
  void aDeletedUserIsAStrangerAndOldEventsCanBeRemoved() {
    append("", event("leaver", "i1"), event("leaver", "i2").setTime(Timestamps.fromSeconds(1000)));
    assertThat(
            interactions
                .deleteInteractions(
                    DeleteInteractionsRequest.newBuilder()
                        .setDataset("shop")
                        .setBefore(Timestamps.fromSeconds(1001))
                        .build())
                .getDeleted())
        .isPositive();
    assertThat(newest("leaver")).containsExactly("i1");
    DeleteUserRequest leaver =
        DeleteUserRequest.newBuilder().setDataset("shop").setUserId("leaver").build();
    assertThat(interactions.deleteUser(leaver).getDeleted()).isEqualTo(1);
    assertThat(recommend("leaver").getColdStart()).isTrue();
    assertThatThrownBy(() -> interactions.deleteUser(leaver)).hasMessageContaining("NOT_FOUND");
    assertThatThrownBy(
            () ->
                interactions.deleteInteractions(
                    DeleteInteractionsRequest.newBuilder().setDataset("shop").build()))
        .hasMessageContaining("before is not set");
  }

  @Test
  void theCommandLineRemovesAUserAndOldEvents() {
    append("", event("goer", "i1"), event("goer", "i2").setTime(Timestamps.fromMillis(1_000_000)));
    assertThat(emkd("delete-interactions", "shop", "--before", "1970-01-02")).isZero();
    assertThat(newest("goer")).containsExactly("i1");
    assertThat(emkd("delete-interactions", "shop", "--older-than", "9999d")).isZero();
    assertThat(newest("goer")).containsExactly("i1");
    assertThat(emkd("delete-interactions", "shop", "--older-than", "-P1D")).isEqualTo(2);
    assertThat(emkd("delete-interactions", "shop", "--before", "yesterday")).isEqualTo(2);
    assertThat(newest("goer")).containsExactly("i1");
    assertThat(emkd("delete-user", "shop", "--user", "goer")).isZero();
    assertThat(newest("goer")).isEmpty();
    assertThat(emkd("delete-user", "shop", "--user", "goer")).isEqualTo(1);
    assertThat(emkd("delete-interactions", "shop")).isEqualTo(2);
  }

  private static int emkd(String command, String... arguments) {
    List<String> line =
        new ArrayList<>(List.of("datasets", command, "--target", "localhost:" + server.port()));
    line.addAll(List.of(arguments));
    return EmkdCommand.commandLine().execute(line.toArray(String[]::new));
  }

  @Test
  void aDatasetIsMadeCountedAndFingerprinted() {
    var datasets = DatasetServiceGrpc.newBlockingStub(channel);
    CreateDatasetRequest create =
        CreateDatasetRequest.newBuilder()
            .setDataset(Dataset.newBuilder().setName("made").setMinInteractions(1))
            .build();
    datasets.createDataset(create);
    assertThatThrownBy(() -> datasets.createDataset(create)).hasMessageContaining("ALREADY_EXISTS");
    TestShop.importText(channel, "made", TestShop.interactions(100));
    var made = datasets.getDataset(GetDatasetRequest.newBuilder().setDataset("made").build());
    assertThat(made.getSize().getUsers()).isEqualTo(100);
    assertThat(made.getFingerprint())
        .hasSize(64)
        .isEqualTo(
            ModelServiceGrpc.newBlockingStub(channel)
                .getModel(GetModelRequest.newBuilder().setModel("shop").build())
                .getModel()
                .getDatasetFingerprint());
  }
}
