package io.emkd.grpc;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.ensemble.FixedScoresEngine;
import io.emkd.domain.registry.ShopModels;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.serving.ServingObserver;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The model {@code shop} of a few items, which scores each always alike. */
public final class ServedShop implements AutoCloseable {
  private static final int ITEMS = 9;

  public final ItemCatalogue catalogue =
      new ItemCatalogue(
          IntStream.rangeClosed(1, ITEMS)
              .mapToObj(i -> new Item("i" + i, "Item " + i, List.of()))
              .toList());
  public final ShopModels store =
      new ShopModels(catalogue, new ItemPopularity(new int[] {0, 1, 2, 9, 4, 5, 6, 7, 8, 3}));
  public final ServedModels models;

  public ServedShop() {
    this(ServingObserver.NONE);
  }

  public ServedShop(ServingObserver observer) {
    models =
        new ServedModels(
            store,
            new FixedScoresEngine(ITEMS),
            new ScoringLimits(8, 100, Duration.ofSeconds(30)),
            2,
            observer);
  }

  /** All item ids but some, the best first. */
  public List<String> ranked(String... without) {
    return IntStream.rangeClosed(1, ITEMS)
        .boxed()
        .sorted(Comparator.comparing((Integer item) -> -FixedScoresEngine.score(item)))
        .map(item -> "i" + item)
        .filter(id -> !List.of(without).contains(id))
        .toList();
  }

  @Override
  public void close() {
    models.close();
  }
}
