package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.InteractionLog;
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
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every database does behind the storage ports. */
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
  void whatIsAppendedIsReadAtOnceInOrderOfTimeThenArrival() {
    datasets.create(new DatasetDefinition("shop", 0));
    append(event("u", "a", 5, ""), event("u", "b", 3, ""), event("u", "c", 5, ""));
    assertThat(datasets.history("shop", "u")).containsExactly("b", "a", "c");
    append(event("u", "d", 5, ""));
    assertThat(datasets.history("shop", "u")).containsExactly("b", "a", "c", "d");
    assertThat(log.newest("shop", "u", 2))
        .extracting(Interaction::itemId)
        .containsExactly("d", "c");
    assertThat(log.newest("shop", "stranger", 2)).isEmpty();
  }

  @Test
  void weightAndTypeStay() {
    datasets.create(new DatasetDefinition("shop", 0));
    Interaction rated = new Interaction("u", "a", 1.5, 4.5, "rating");
    log.append("shop", List.of(new InteractionEvent(rated, ""))).join();
    assertThat(log.newest("shop", "u", 9)).containsExactly(rated);
  }

  @Test
  void aSecondEventOfOneIdChangesNothing() {
    datasets.create(new DatasetDefinition("shop", 0));
    assertThat(append(event("u", "a", 1, "e1"), event("u", "b", 2, "e2")))
        .isEqualTo(new Appended(2, 0));
    assertThat(append(event("u", "b", 2, "e2"), event("u", "c", 3, "e3"), event("v", "c", 3, "e3")))
        .isEqualTo(new Appended(1, 2));
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b", "c");
  }

  private static InteractionLog.RequestId request(String id, String digest) {
    return new InteractionLog.RequestId(id, digest);
  }

  @Test
  void aRequestThatIsSentAgainChangesNothingAndOneOfTheSameIdWithOtherEventsIsRefusedAlone() {
    datasets.create(new DatasetDefinition("shop", 0));
    datasets.create(new DatasetDefinition("other", 0));
    List<InteractionEvent> events = List.of(event("u", "a", 1, "r#0"), event("u", "b", 2, "r#1"));
    assertThat(log.append("shop", events, Optional.of(request("r", "1"))).join())
        .isEqualTo(new Appended(2, 0));
    assertThat(log.append("shop", events, Optional.of(request("r", "1"))).join())
        .isEqualTo(new Appended(0, 2));
    List<InteractionEvent> changed = List.of(event("u", "c", 3, "r#0"), event("u", "d", 4, "r#2"));
    CompletableFuture<Appended> before = log.append("shop", List.of(event("u", "e", 5, "")));
    CompletableFuture<Appended> refused =
        log.append("shop", changed, Optional.of(request("r", "2")));
    CompletableFuture<Appended> elsewhere =
        log.append("other", changed, Optional.of(request("r", "2")));
    assertThatThrownBy(refused::join)
        .hasCauseInstanceOf(InvalidInputException.class)
        .hasMessageContaining("request_id is 'r'");
    assertThat(before.join()).isEqualTo(new Appended(1, 0));
    assertThat(elsewhere.join()).isEqualTo(new Appended(2, 0));
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b", "e");
  }

  @Test
  void twoRequestsOfOneIdAndOtherEventsAtTheSameTimeAreNotBothTaken() {
    datasets.create(new DatasetDefinition("shop", 0));
    List<CompletableFuture<Appended>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(
          log.append(
              "shop",
              List.of(event("u", "i" + i, i, "r#" + i)),
              Optional.of(request("r", String.valueOf(i)))));
    }
    long refused = answers.stream().filter(a -> a.handle((x, f) -> f != null).join()).count();
    assertThat(refused).isEqualTo(199);
    assertThat(datasets.history("shop", "u")).containsExactly("i0");
  }

  @Test
  void anAppendToAMissingDatasetFailsAloneAmongThoseOfItsTransaction() {
    datasets.create(new DatasetDefinition("shop", 0));
    List<CompletableFuture<Appended>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String dataset = i % 2 == 0 ? "shop" : "gone";
      answers.add(log.append(dataset, List.of(event("u", "i" + i, i, ""))));
    }
    for (int i = 0; i < 50; i++) {
      CompletableFuture<Appended> answer = answers.get(i);
      if (i % 2 == 0) {
        assertThat(answer.join()).isEqualTo(new Appended(1, 0));
      } else {
        assertThatThrownBy(answer::join)
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(NotFoundException.class)
            .hasMessageContaining("dataset 'gone'");
      }
    }
    assertThat(datasets.history("shop", "u")).hasSize(25);
  }

  @Test
  void manyAppendersLoseAndDoubleNothing() throws InterruptedException {
    datasets.create(new DatasetDefinition("shop", 0));
    List<Thread> appenders = new ArrayList<>();
    for (int a = 0; a < 8; a++) {
      int appender = a;
      Thread thread =
          new Thread(
              () -> {
                for (int e = 0; e < 100; e++) {
                  append(event("u" + e % 5, "i" + e % 7, e, appender + "-" + e));
                }
              });
      thread.start();
      appenders.add(thread);
    }
    for (Thread appender : appenders) {
      appender.join();
    }
    assertThat(datasets.load("shop").sequences().stream().mapToInt(s -> s.length).sum())
        .isEqualTo(800);
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
  void aDeletedUserIsGoneAndItsNumberIsNobodysSequence() {
    datasets.create(new DatasetDefinition("shop", 0));
    append(event("u", "a", 1, "e1"), event("v", "b", 1, "e2"), event("v", "c", 2, "e3"));
    assertThat(log.deleteUser("shop", "v")).isEqualTo(2);
    assertThatThrownBy(() -> datasets.history("shop", "v")).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> log.deleteUser("shop", "v")).isInstanceOf(NotFoundException.class);
    append(event("w", "d", 1, ""), event("v", "e", 1, "e2"));
    assertThat(datasets.history("shop", "w")).containsExactly("d");
    assertThat(datasets.history("shop", "v")).containsExactly("e");
    assertThat(datasets.users("shop", "", 10)).containsExactly("u", "v", "w");
    assertThat(datasets.users("shop", "u", 1)).containsExactly("v");
  }

  @Test
  void whatIsTooOldIsRemoved() {
    datasets.create(new DatasetDefinition("shop", 0));
    datasets.create(new DatasetDefinition("other", 0));
    append(event("u", "a", 1, ""), event("u", "b", 5, ""), event("v", "c", 4.9, ""));
    log.append("other", List.of(event("u", "a", 1, ""))).join();
    assertThat(log.deleteBefore("shop", 5)).isEqualTo(2);
    assertThat(datasets.history("shop", "u")).containsExactly("b");
    assertThat(datasets.history("other", "u")).containsExactly("a");
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
