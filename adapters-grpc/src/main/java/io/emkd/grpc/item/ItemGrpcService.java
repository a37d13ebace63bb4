package io.emkd.grpc.item;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.KnownItems;
import io.emkd.domain.dataset.UpsertItems;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.error.Violations;
import io.emkd.domain.recommendation.InactiveItems;
import io.emkd.grpc.call.Page;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.grpc.wire.FieldLimits;
import io.emkd.v1.ActivateItemsRequest;
import io.emkd.v1.ActivateItemsResponse;
import io.emkd.v1.DeactivateItemsRequest;
import io.emkd.v1.DeactivateItemsResponse;
import io.emkd.v1.GetItemRequest;
import io.emkd.v1.GetItemResponse;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.KnownItem;
import io.emkd.v1.ListInactiveItemsRequest;
import io.emkd.v1.ListInactiveItemsResponse;
import io.emkd.v1.ListItemsRequest;
import io.emkd.v1.ListItemsResponse;
import io.emkd.v1.UpsertItemsRequest;
import io.emkd.v1.UpsertItemsResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code ItemService} over the domain's use cases. */
public final class ItemGrpcService extends ItemServiceGrpc.ItemServiceImplBase {
  private static final int LARGEST_PAGE = 10_000;
  private static final int LARGEST_PAGE_OF_ITEMS = 1000;

  /** Of the largest, 50 MB. */
  private static final int ITEMS_AT_A_TIME = 20;

  private final UpsertItems upsert;
  private final InactiveItems items;
  private final KnownItems known;

  public ItemGrpcService(UpsertItems upsert, InactiveItems items, KnownItems known) {
    this.upsert = upsert;
    this.items = items;
    this.known = known;
  }

  @Override
  public void upsertItems(
      UpsertItemsRequest request, StreamObserver<UpsertItemsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          upsert.upsert(request.getDataset(), items(request));
          return UpsertItemsResponse.getDefaultInstance();
        });
  }

  private static List<Item> items(UpsertItemsRequest request) {
    Violations violations = new Violations();
    checkSize(violations, "items", request.getItemsCount());
    violations.throwIfAny();
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < request.getItemsCount(); i++) {
      var given = request.getItems(i);
      String place = "items[" + i + "]";
      items.add(violations.attempt(() -> item(given, place)));
    }
    violations.throwIfAny();
    return items;
  }

  private static Item item(io.emkd.v1.Item given, String place) {
    try {
      if (!Item.isTitle(given.getTitle())) {
        throw new InvalidInputException("title", Shown.quoted(given.getTitle()), Item.TITLE);
      }
      return new Item(given.getItemId(), given.getTitle(), given.getAttributesList());
    } catch (InvalidInputException bad) {
      throw bad.within(place);
    }
  }

  @Override
  public void deactivateItems(
      DeactivateItemsRequest request, StreamObserver<DeactivateItemsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          setActive(request.getDataset(), request.getItemIdsList(), false);
          return DeactivateItemsResponse.getDefaultInstance();
        });
  }

  @Override
  public void activateItems(
      ActivateItemsRequest request, StreamObserver<ActivateItemsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          setActive(request.getDataset(), request.getItemIdsList(), true);
          return ActivateItemsResponse.getDefaultInstance();
        });
  }

  private void setActive(String dataset, List<String> itemIds, boolean active) {
    Violations violations = new Violations();
    checkSize(violations, "item_ids", itemIds.size());
    violations.throwIfAny();
    items.setActive(dataset, itemIds, active);
  }

  private static void checkSize(Violations violations, String field, int size) {
    violations.require(
        size >= 1 && size <= FieldLimits.ITEMS,
        field,
        size + " of them",
        "1 to " + FieldLimits.ITEMS);
  }

  @Override
  public void getItem(GetItemRequest request, StreamObserver<GetItemResponse> observer) {
    UnaryCall.answer(
        observer,
        () ->
            GetItemResponse.newBuilder()
                .setItem(
                    known
                        .find(request.getDataset(), request.getItemId())
                        .map(ItemGrpcService::message)
                        .orElseThrow(
                            () ->
                                new NotFoundException(
                                    "item",
                                    request.getItemId(),
                                    "ListItems names those there are")))
                .build());
  }

  @Override
  public void listItems(ListItemsRequest request, StreamObserver<ListItemsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          int size = Page.size(request.getPageSize(), LARGEST_PAGE_OF_ITEMS, LARGEST_PAGE_OF_ITEMS);
          Page<KnownItem> page =
              Page.by(
                  item -> item.getItem().getItemId(), found(request, size + 1), size, Page::bytes);
          return ListItemsResponse.newBuilder()
              .addAllItems(page.elements())
              .setNextPageToken(page.nextPageToken())
              .build();
        });
  }

  /** Reads a few at a time until there are enough: an item may be megabytes large. */
  private List<KnownItem> found(ListItemsRequest request, int limit) {
    Optional<Boolean> active =
        request.hasActive() ? Optional.of(request.getActive()) : Optional.empty();
    List<KnownItem> found = new ArrayList<>();
    String after = request.getPageToken();
    int bytes = 0;
    int asked;
    List<KnownItems.KnownItem> slice;
    do {
      asked = Math.min(ITEMS_AT_A_TIME, limit - found.size());
      slice = known.page(request.getDataset(), after, asked, active);
      for (KnownItems.KnownItem item : slice) {
        KnownItem message = message(item);
        found.add(message);
        bytes += Page.bytes(message);
        after = item.item().id();
      }
    } while (slice.size() == asked && found.size() < limit && !Page.isFull(bytes));
    return found;
  }

  private static KnownItem message(KnownItems.KnownItem known) {
    return KnownItem.newBuilder()
        .setItem(
            io.emkd.v1.Item.newBuilder()
                .setItemId(known.item().id())
                .setTitle(known.item().title())
                .addAllAttributes(known.item().attributes()))
        .setActive(known.isActive())
        .build();
  }

  @Override
  public void listInactiveItems(
      ListInactiveItemsRequest request, StreamObserver<ListInactiveItemsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          int size = Page.size(request.getPageSize(), LARGEST_PAGE, LARGEST_PAGE);
          List<String> ids =
              items.list(request.getDataset()).stream()
                  .filter(id -> id.compareTo(request.getPageToken()) > 0)
                  .sorted()
                  .limit(size + 1L)
                  .toList();
          Page<String> page = Page.by(Function.identity(), ids, size, Page::bytes);
          return ListInactiveItemsResponse.newBuilder()
              .addAllItemIds(page.elements())
              .setNextPageToken(page.nextPageToken())
              .build();
        });
  }
}
