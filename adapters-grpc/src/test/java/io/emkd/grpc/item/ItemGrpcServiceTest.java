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
import io.emkd.v1.GetItemRequest;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.KnownItem;
import io.emkd.v1.ListInactiveItemsRequest;
import io.emkd.v1.ListInactiveItemsResponse;
import io.emkd.v1.ListItemsRequest;
import io.emkd.v1.ListItemsResponse;
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
      new ServedCalls(new ItemGrpcService(new UpsertItems(store), new InactiveItems(store), store));
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
  void anItemIsToldWithWhatIsKnownOfIt() {
    items.upsertItems(described("i1", "Tea", "green", "loose").build());
    store.inactive.add("i1");
    GetItemRequest.Builder request = GetItemRequest.newBuilder().setDataset("shop");

    KnownItem known = items.getItem(request.setItemId("i1").build()).getItem();

    assertThat(known.getItem().getTitle()).isEqualTo("Tea");
    assertThat(known.getItem().getAttributesList()).containsExactly("green", "loose");
    assertThat(known.getActive()).isFalse();
    Refusal refusal = Refusal.of(() -> items.getItem(request.setItemId("i2").build()));
    assertThat(refusal.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal.message()).contains("i2");
  }

  @Test
  void pagesOfItemsEndByNumberAndByBytesAndLeaveNoneOut() {
    for (int i = 0; i < 1500; i++) {
      // 9 KB each: more than 3 MB are 334.
      items.upsertItems(described("i%04d".formatted(i), "t".repeat(9000)).build());
    }
    store.inactive.add("i0003");
    List<String> all = new ArrayList<>();
    ListItemsRequest.Builder request = ListItemsRequest.newBuilder().setDataset("shop");
    ListItemsResponse page;
    do {
      page = items.listItems(request.build());
      assertThat(page.getSerializedSize()).isLessThan(3_100_000);
      page.getItemsList().forEach(item -> all.add(item.getItem().getItemId()));
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());

    assertThat(all).hasSize(1500).isSorted().doesNotHaveDuplicates();
    assertThat(store.largestRead).as("items in memory at once").isLessThanOrEqualTo(20);
    request.setPageToken("").setPageSize(2);
    assertThat(items.listItems(request.build()).getItemsCount()).isEqualTo(2);
    assertThat(items.listItems(request.setActive(false).build()).getItemsList())
        .extracting(item -> item.getItem().getItemId())
        .containsExactly("i0003");
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
