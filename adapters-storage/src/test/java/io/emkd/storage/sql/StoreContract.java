package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.InteractionLog.Appended;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.RawDataset;
import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every database does with whole datasets and with items. */
abstract class StoreContract {
  @TempDir Path folder;
  SqlDatabase database;
  SqlDatasetStore datasets;
  SqlInteractionLog log;
  SqlItemStore items;

  /** An empty database. */
  abstract SqlDatabase open();

  @BeforeEach
  final void openStores() {
    database = open();
    datasets = new SqlDatasetStore(database, folder.resolve("scratch"));
    log = new SqlInteractionLog(database);
    items = new SqlItemStore(database);
  }

  @AfterEach
  final void closeStores() {
    log.close();
    database.close();
  }

  static InteractionEvent event(String user, String item, double time, String id) {
    return new InteractionEvent(new Interaction(user, item, time), id);
  }

  final Appended append(InteractionEvent... events) {
    return log.append("shop", List.of(events)).join();
  }

  static DatasetStore.Source source(String user, String... itemIds) {
    return sink -> {
      for (int i = 0; i < itemIds.length; i++) {
        // The last at 7.
        sink.interaction(new Interaction(user, itemIds[i], 8 - itemIds.length + i));
      }
    };
  }

  @Test
  void anImportReplacesTheDatasetAndWhatIsAppendedLaterComesAfterIt() {
    datasets.create(new DatasetDefinition("shop", 0));
    append(event("old", "x", 9, ""), event("u", "y", 9, ""));
    datasets.replace(new DatasetDefinition("shop", 2), source("u", "a", "b"));
    append(event("u", "c", 7, ""), event("old", "z", 7, ""));
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b", "c");
    assertThat(datasets.history("shop", "old")).containsExactly("z");
    assertThat(datasets.list()).containsExactly(new DatasetDefinition("shop", 2));
  }

  @Test
  void anImportThatFailsLeavesTheDatasetAsItWas() {
    datasets.replace(new DatasetDefinition("shop", 0), source("u", "a", "b"));
    assertThatThrownBy(
            () ->
                datasets.replace(
                    new DatasetDefinition("shop", 0),
                    sink -> {
                      sink.interaction(new Interaction("v", "c", 1));
                      throw new InvalidInputException("line 2", "bad", "good");
                    }))
        .isInstanceOf(InvalidInputException.class);
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b");
    assertThatThrownBy(() -> datasets.history("shop", "v")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void anImportThatIsCancelledAtItsEndLeavesTheDatasetAsItWas() {
    datasets.replace(new DatasetDefinition("shop", 0), source("u", "a", "b"));
    assertThatThrownBy(
            () -> datasets.replace(new DatasetDefinition("shop", 0), source("v", "c"), () -> true))
        .isInstanceOf(CancellationException.class);
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b");
  }

  @Test
  void interactionsThatRepeatAnotherAreCounted() {
    assertThat(
            datasets.replace(
                new DatasetDefinition("shop", 0),
                sink -> {
                  for (String item : List.of("a", "b", "a", "a")) {
                    sink.interaction(new Interaction("u", item, 1));
                  }
                }))
        .isEqualTo(new DatasetStore.Replaced(2));
  }

  @Test
  void textOfAnyKindComesBackAsItWas() {
    String odd = "tab\\t \\N 'quote' \"double\" ; \u00e9\u4e2d\ud83d\ude00 --";
    datasets.replace(
        new DatasetDefinition("shop", 0),
        sink -> {
          sink.interaction(new Interaction(odd, odd, 1, Double.NaN, odd));
          sink.item(new Item(odd, "a\ttitle\nof two lines\\", List.of(odd)));
        });
    RawDataset loaded = datasets.load("shop");
    assertThat(loaded.userIds()).containsExactly(odd);
    assertThat(loaded.items())
        .containsExactly(new Item(odd, "a\ttitle\nof two lines\\", List.of(odd)));
    assertThat(log.newest("shop", odd, 1).get(0).type()).isEqualTo(odd);
  }

  @Test
  void aLoadGivesEachUsersSequenceAndLeavesNoFile() throws IOException {
    datasets.create(new DatasetDefinition("shop", 0));
    List<InteractionEvent> events = new ArrayList<>();
    for (int e = 0; e < 2000; e++) {
      events.add(event("u" + e % 7, "i" + e * e % 11, 2000 - e, ""));
    }
    log.append("shop", events).join();
    append(event("v", "a", 1, ""), event("w", "a", 3, ""), event("w", "b", 2, ""));
    log.deleteBefore("shop", 2);
    RawDataset loaded = datasets.load("shop");
    for (int user = 0; user < loaded.userIds().size(); user++) {
      String id = loaded.userIds().get(user);
      assertThat(
              Arrays.stream(loaded.sequences().get(user))
                  .mapToObj(index -> loaded.items().get(index).id()))
          .containsExactlyElementsOf(id.equals("v") ? List.of() : datasets.history("shop", id));
    }
    assertThat(loaded.userIds()).contains("u0", "u6", "v", "w");
    try (Stream<Path> files = Files.list(folder.resolve("scratch"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void theImportIdChangesWithAnImportAndNotWithAnAppend() {
    datasets.replace(new DatasetDefinition("shop", 0), source("u", "a", "b"));
    String first = datasets.importId("shop");
    append(event("u", "c", 7, ""));
    assertThat(datasets.importId("shop")).isEqualTo(first);
    datasets.replace(new DatasetDefinition("shop", 0), source("u", "a", "b"));
    assertThat(datasets.importId("shop")).isNotEqualTo(first);
  }

  @Test
  void aScanGivesItemsThenEachUsersSequence() {
    datasets.replace(
        new DatasetDefinition("shop", 0),
        sink -> {
          sink.interaction(new Interaction("u", "a", 2));
          sink.interaction(new Interaction("v", "b", 1));
          sink.interaction(new Interaction("u", "b", 1));
          sink.item(new Item("a", "A", List.of("red", "blue")));
        });
    List<String> seen = new ArrayList<>();
    datasets.scan(
        "shop",
        new DatasetStore.Sink() {
          @Override
          public void interaction(Interaction interaction) {
            seen.add(interaction.userId() + interaction.itemId());
          }

          @Override
          public void item(Item item) {
            seen.add(item.title() + item.attributes());
          }
        });
    assertThat(seen).containsExactly("A[red, blue]", "[]", "ub", "ua", "vb");
  }

  @Test
  void itemsAreMadeReplacedAndSwitchedOff() {
    datasets.replace(new DatasetDefinition("shop", 0), source("u", "a", "b"));
    items.upsert(
        "shop", List.of(new Item("a", "Apple", List.of("red")), new Item("n", "New", List.of())));
    items.upsert("shop", List.of(new Item("a", "Apfel", List.of("green", "sour"))));
    assertThat(datasets.load("shop").items())
        .containsExactlyInAnyOrder(
            new Item("a", "Apfel", List.of("green", "sour")),
            new Item("b", "", List.of()),
            new Item("n", "New", List.of()));
    items.setActive("shop", List.of("a", "n"), false);
    items.upsert("shop", List.of(new Item("a", "Apple", List.of())));
    assertThat(items.inactive("shop")).containsExactlyInAnyOrder("a", "n");
    items.setActive("shop", List.of("a"), true);
    assertThat(items.inactive("shop")).containsExactly("n");
    assertThatThrownBy(() -> items.setActive("shop", List.of("b", "zzz"), false))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("item 'zzz'");
    assertThat(items.inactive("shop")).containsExactly("n");
    assertThatThrownBy(() -> items.inactive("nowhere")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aDatasetIsMadeOnce() {
    datasets.create(new DatasetDefinition("shop", 3));
    assertThatThrownBy(() -> datasets.create(new DatasetDefinition("shop", 0)))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("dataset 'shop' exists already");
    assertThat(datasets.list()).containsExactly(new DatasetDefinition("shop", 3));
  }

  @Test
  void loadingSeesOneStateWhileEventsKeepComing() throws InterruptedException {
    datasets.create(new DatasetDefinition("shop", 0));
    // Each append adds one event to every user, so in one state all users have as many.
    int users = 5;
    Thread appender =
        new Thread(
            () -> {
              for (int e = 0; e < 300; e++) {
                int time = e;
                append(
                    IntStream.range(0, users)
                        .mapToObj(user -> event("u" + user, "i" + time % 3, time, ""))
                        .toArray(InteractionEvent[]::new));
              }
            });
    appender.start();
    int states = 0;
    while (appender.isAlive()) {
      List<int[]> sequences = datasets.load("shop").sequences();
      assertThat(sequences.stream().mapToInt(s -> s.length).distinct().count())
          .isLessThanOrEqualTo(1);
      states++;
    }
    appender.join();
    assertThat(states).isPositive();
    assertThat(datasets.load("shop").sequences()).hasSize(users).allMatch(s -> s.length == 300);
  }
}
