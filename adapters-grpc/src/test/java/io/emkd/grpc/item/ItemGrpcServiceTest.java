package io.emkd.grpc.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.UpsertItems;
import io.emkd.domain.recommendation.InactiveItems;
import io.emkd.grpc.MemoryItems;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.v1.ActivateItemsRequest;
import io.emkd.v1.DeactivateItemsRequest;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.ListInactiveItemsRequest;
import io.emkd.v1.ListInactiveItemsResponse;
import io.emkd.v1.UpsertItemsRequest;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Items that are described, taken out and put back. */
@Timeout(60)
class ItemGrpcServiceTest {
  private final MemoryItems store = new MemoryItems();
  private final ServedCalls calls =
      new ServedCalls(new ItemGrpcService(new UpsertItems(store), new InactiveItems(store)));
  private final ItemServiceGrpc.ItemServiceBlockingStub items =
      ItemServiceGrpc.newBlockingStub(calls.channel());

  @AfterEach
  void stop() {
    calls.close();
  }

  private static UpsertItemsRequest.Builder described(
      String id, String title, String... attributes) {
    UpsertItemsRequest.Builder request = UpsertItemsRequest.newBuilder().setDataset("shop");
    request.addItemsBuilder().setItemId(id).setTitle(title).addAllAttributes(List.of(attributes));
    return request;
  }

  @Test
  void aDescriptionReachesTheStoreAsItWasSent() {
    items.upsertItems(described("i1", "Tea", "green", "loose").build());

    assertThat(store.described).containsExactly(new Item("i1", "Tea", List.of("green", "loose")));
  }

  @Test
  void everythingWrongWithItemsIsToldWithItsPlace() {
    UpsertItemsRequest.Builder request = described("i1", "Tea");
    request.addItemsBuilder().setItemId("").setTitle("Pot");
    request.addItemsBuilder().setItemId("i3").setTitle("a\0b");
    Refusal refusal = Refusal.of(() -> items.upsertItems(request.build()));

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.fields()).containsExactly("items[1].item_id", "items[2].title");
    assertThat(store.described).isEmpty();
  }

  @Test
  void aRequestNamesAtLeastOneItem() {
    assertThat(
            Refusal.of(
                    () ->
                        items.upsertItems(
                            UpsertItemsRequest.newBuilder().setDataset("shop").build()))
                .fields())
        .containsExactly("items");
    assertThat(
            Refusal.of(
                    () ->
                        items.deactivateItems(
                            DeactivateItemsRequest.newBuilder().setDataset("shop").build()))
                .fields())
        .containsExactly("item_ids");
  }

  @Test
  void whatIsTakenOutIsListedInPagesUntilItIsPutBack() {
    List<String> ids = IntStream.range(10, 17).mapToObj(i -> "i" + i).toList();
    items.deactivateItems(
        DeactivateItemsRequest.newBuilder().setDataset("shop").addAllItemIds(ids).build());
    List<String> read = new ArrayList<>();
    String token = "";
    do {
      ListInactiveItemsResponse page =
          items.listInactiveItems(
              ListInactiveItemsRequest.newBuilder()
                  .setDataset("shop")
                  .setPageSize(3)
                  .setPageToken(token)
                  .build());
      assertThat(page.getItemIdsCount()).isBetween(1, 3);
      read.addAll(page.getItemIdsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(read).isEqualTo(ids);

    items.activateItems(
        ActivateItemsRequest.newBuilder().setDataset("shop").addAllItemIds(ids).build());
    assertThat(store.inactive).isEmpty();
  }

  @Test
  void aDatasetThatIsNotThereIsNamed() {
    Refusal refusal =
        Refusal.of(
            () ->
                items.listInactiveItems(
                    ListInactiveItemsRequest.newBuilder().setDataset("none").build()));

    assertThat(refusal.reason()).isEqualTo("DATASET_NOT_FOUND");
    assertThat(refusal.metadata()).containsEntry("dataset", "none");
  }
}
