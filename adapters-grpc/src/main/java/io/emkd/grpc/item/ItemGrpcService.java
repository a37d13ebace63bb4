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

/** {@code ItemService} over the domain's use cases. */
public final class ItemGrpcService extends ItemServiceGrpc.ItemServiceImplBase {
  private static final int LARGEST_PAGE = 10_000;
  private static final int LARGEST_PAGE_OF_ITEMS = 1000;

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
          List<KnownItem> found =
              known
                  .page(
                      request.getDataset(),
                      request.getPageToken(),
                      size + 1,
                      request.hasActive() ? Optional.of(request.getActive()) : Optional.empty())
                  .stream()
                  .map(ItemGrpcService::message)
                  .toList();
          List<KnownItem> page =
              Page.fittingMessages(found.subList(0, Math.min(size, found.size())));
          return ListItemsResponse.newBuilder()
              .addAllItems(page)
              .setNextPageToken(
                  page.size() == found.size()
                      ? ""
                      : page.get(page.size() - 1).getItem().getItemId())
              .build();
        });
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
          List<String> page = Page.fitting(ids.subList(0, Math.min(size, ids.size())));
          return ListInactiveItemsResponse.newBuilder()
              .addAllItemIds(page)
              .setNextPageToken(page.size() == ids.size() ? "" : page.get(page.size() - 1))
              .build();
        });
  }
}
