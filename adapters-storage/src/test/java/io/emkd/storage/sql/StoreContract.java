package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.dataset.InteractionLog.Appended;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.KnownItems.KnownItem;
import io.emkd.domain.dataset.PlacedInteraction;
import io.emkd.domain.dataset.RawDataset;
import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  /** How many rows a table has, by a connection of its own. */
  abstract long rows(String table);

  /** The newest interactions of a user of the dataset shop. */
  final List<Interaction> newest(String user, int limit) {
    return log.newest("shop", user, Optional.empty(), limit).stream()
        .map(PlacedInteraction::interaction)
        .toList();
  }

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

  private static TrainingRecord queued(String id, String model) {
    return new TrainingRecord(
        id,
        new TrainingRequest("shop", model, Preset.SMALL.configuration(), false),
        TrainingState.QUEUED,
        Instant.EPOCH,
        Instant.EPOCH,
        "");
  }

  @Test
  void ofTwoTrainingsThatWereAskedForWithOneIdTheFirstIsThere() {
    SqlTrainingJournal journal = new SqlTrainingJournal(database);
    journal.put(queued("before", "m"));

    assertThat(journal.putOnce(queued("first", "m"), "nightly")).isEqualTo(queued("first", "m"));
    assertThat(journal.putOnce(queued("second", "n"), "nightly")).isEqualTo(queued("first", "m"));
    assertThat(journal.putOnce(queued("third", "m"), "weekly")).isEqualTo(queued("third", "m"));
    journal.put(queued("after", "m"));

    assertThat(journal.ofRequest("nightly")).contains(queued("first", "m"));
    assertThat(journal.ofRequest("never")).isEmpty();
    assertThat(journal.list())
        .extracting(TrainingRecord::id)
        .containsExactlyInAnyOrder("before", "first", "third", "after");
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
    assertThat(newest(odd, 1).get(0).type()).isEqualTo(odd);
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
  void aDatasetThatIsDeletedLeavesNothingBehindAndItsNameMayBeTakenAgain() throws Exception {
    datasets.replace(new DatasetDefinition("shop", 0), source("u", "a", "b"));
    datasets.replace(new DatasetDefinition("other", 0), source("u", "a"));
    items.upsert("shop", List.of(new Item("a", "Apple", List.of("red"))));
    InteractionLog.RequestId request = new InteractionLog.RequestId("r", "digest");
    log.append("shop", List.of(event("u", "c", 9, "e")), Optional.of(request)).join();

    datasets.delete("shop");

    assertThat(datasets.list()).containsExactly(new DatasetDefinition("other", 0));
    assertThatThrownBy(() -> datasets.history("shop", "u")).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> append(event("u", "d", 9, "f")))
        .hasCauseInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> datasets.delete("shop")).isInstanceOf(NotFoundException.class);
    while (rows("dataset") > 1 || rows("append_request") > 0) {
      Thread.sleep(10);
    }
    assertThat(rows("interaction")).isEqualTo(1);
    assertThat(rows("item")).isEqualTo(1);
    assertThat(rows("app_user")).isEqualTo(1);
    assertThat(rows("event")).isZero();
    datasets.create(new DatasetDefinition("shop", 0));
    InteractionLog.RequestId same = new InteractionLog.RequestId("r", "another digest");
    log.append("shop", List.of(event("u", "x", 9, "e")), Optional.of(same)).join();
    assertThat(datasets.history("shop", "u")).containsExactly("x");
  }

  @Test
  void aDatasetIsNotDeletedWhileItIsImported() throws Exception {
    datasets.create(new DatasetDefinition("shop", 0));
    datasets.replace(
        new DatasetDefinition("shop", 0),
        sink -> {
          assertThatThrownBy(() -> datasets.delete("shop"))
              .isInstanceOf(UnavailableException.class)
              .hasMessageContaining("being imported");
          source("u", "a").readTo(sink);
        });
    datasets.delete("shop");
    assertThat(datasets.list()).isEmpty();
  }

  @Test
  void itemsAreToldByIdAndInPages() {
    datasets.replace(new DatasetDefinition("shop", 0), source("u", "a", "B", "ä", "z"));
    items.upsert("shop", List.of(new Item("z", "Zebra", List.of("striped", "black", "white"))));
    items.setActive("shop", List.of("B", "z"), false);

    assertThat(items.find("shop", "z"))
        .contains(
            new KnownItem(new Item("z", "Zebra", List.of("striped", "black", "white")), false));
    assertThat(items.find("shop", "a")).contains(new KnownItem(new Item("a", "", List.of()), true));
    assertThat(items.find("shop", "none")).isEmpty();
    assertThat(ids(items.page("shop", "", 3, Optional.empty()))).containsExactly("B", "a", "z");
    assertThat(ids(items.page("shop", "z", 3, Optional.empty()))).containsExactly("ä");
    assertThat(ids(items.page("shop", "", 3, Optional.of(true)))).containsExactly("a", "ä");
    assertThat(ids(items.page("shop", "B", 3, Optional.of(false)))).containsExactly("z");
    assertThatThrownBy(() -> items.find("nowhere", "a")).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> items.page("nowhere", "", 1, Optional.empty()))
        .isInstanceOf(NotFoundException.class);
  }

  private static List<String> ids(List<KnownItem> page) {
    return page.stream().map(known -> known.item().id()).toList();
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
