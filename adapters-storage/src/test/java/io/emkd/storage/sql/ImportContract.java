package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.InteractionLog.Appended;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.MovedPositionException;
import io.emkd.domain.dataset.SourcePosition;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every database does while, and after, a dataset is imported. */
abstract class ImportContract extends AppendContract {
  private static final DatasetDefinition SHOP = new DatasetDefinition("shop", 0);
  private static final int ROWS = 300_000;

  /** An import that has read its rows and goes on when it is let. */
  private final class Held {
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CompletableFuture<Void> done;

    Held(DatasetStore.Source source, boolean activateAll) {
      done =
          CompletableFuture.runAsync(
              () ->
                  datasets.replace(
                      SHOP,
                      sink -> {
                        source.readTo(sink);
                        reading.countDown();
                        await(goOn);
                      },
                      new ImportOptions(activateAll, false),
                      () -> false));
      await(reading);
    }

    void finish() {
      goOn.countDown();
      done.join();
    }
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static void many(DatasetStore.Sink sink) {
    for (int i = 0; i < ROWS; i++) {
      sink.interaction(new Interaction("u" + i % 20_000, "i" + i % 3000, 1 + i / 7));
    }
  }

  @Test
  void everythingElseGoesOnWhileALargeImportIsWritten() throws InterruptedException {
    datasets.create(new DatasetDefinition("other", 0));
    SqlTrainingJournal journal = new SqlTrainingJournal(database);
    AtomicBoolean written = new AtomicBoolean(true);
    AtomicInteger beside = new AtomicInteger();
    AtomicBoolean imported = new AtomicBoolean();
    CompletableFuture<Void> others =
        CompletableFuture.runAsync(
            () -> {
              for (int n = 0; !imported.get(); n++) {
                log.append("other", List.of(event("u" + n, "a", n, "e" + n))).join();
                journal.put(training(n));
                assertThat(journal.list()).isNotEmpty();
                assertThat(datasets.list()).hasSizeBetween(1, 2);
                if (!written.get()) {
                  beside.incrementAndGet();
                }
              }
            });
    try {
      datasets.replace(
          SHOP,
          sink -> {
            many(sink);
            written.set(false);
          });
    } finally {
      imported.set(true);
    }
    others.join();
    // Rows of an import that is one transaction of SQLite let one or two of them through.
    assertThat(beside).hasValueGreaterThan(10);
    assertThat(datasets.load("shop").sequences().stream().mapToInt(s -> s.length).sum())
        .isEqualTo(ROWS);
    assertThat(datasets.list()).hasSize(2);
  }

  private static TrainingRecord training(int number) {
    return new TrainingRecord(
        "training-" + number % 3,
        new TrainingRequest("other", "model", Preset.SMALL.configuration(), false),
        TrainingState.QUEUED,
        Instant.EPOCH,
        Instant.EPOCH,
        "");
  }

  @Test
  void whatIsAppendedToADatasetWhileItIsImportedComesAfterTheImport() {
    datasets.create(SHOP);
    append(event("u", "before", 7, "e0"));
    Held held = new Held(source("u", "imported"), false);
    assertThat(append(event("u", "meanwhile", 7, "e1"), event("new", "x", 1, ""))).isNotNull();
    assertThat(append(event("u", "again", 7, "e1"))).isEqualTo(new Appended(0, 1));
    assertThat(datasets.history("shop", "u")).containsExactly("before", "meanwhile");
    held.finish();
    assertThat(datasets.history("shop", "u")).containsExactly("imported", "meanwhile");
    assertThat(datasets.history("shop", "new")).containsExactly("x");
    assertThat(append(event("u", "later", 7, ""), event("u", "again", 7, "e1")))
        .isEqualTo(new Appended(1, 1));
    assertThat(datasets.history("shop", "u")).containsExactly("imported", "meanwhile", "later");
  }

  @Test
  void whatIsTakenOfAStreamWhileItsDatasetIsImportedComesAfterTheImportAndIsNotTakenAgain() {
    datasets.create(SHOP);
    long first = log.position("readers/topic", 0, 40);
    SourcePosition batch = new SourcePosition("readers/topic", 0, first, 42);
    List<InteractionEvent> events = List.of(event("u", "a", 7, ""), event("u", "b", 7, ""));
    Held held = new Held(source("u", "imported"), false);
    assertThat(log.append("shop", events, batch).join()).isEqualTo(new Appended(2, 0));
    held.finish();
    assertThatThrownBy(log.append("shop", events, batch)::join)
        .hasCauseInstanceOf(MovedPositionException.class);
    assertThat(log.position("readers/topic", 0, 0)).isEqualTo(42);
    assertThat(datasets.history("shop", "u")).containsExactly("imported", "a", "b");
  }

  @Test
  void noEventOfManyAppendersIsLostOrDoubledWhileADatasetIsImportedAgainAndAgain()
      throws InterruptedException {
    datasets.create(SHOP);
    AtomicBoolean imported = new AtomicBoolean();
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicInteger fromImport = new AtomicInteger();
    CompletableFuture<Void> appending =
        CompletableFuture.runAsync(
            () -> {
              for (int n = 0; !imported.get(); n++) {
                append(event("v" + n % 5, "i" + n % 7, n, "e" + n));
                acknowledged.incrementAndGet();
              }
            });
    for (int round = 0; round < 5; round++) {
      datasets.replace(
          SHOP,
          sink -> {
            // Those before the import, which has begun by now, are replaced; those of its time are
            // carried over.
            fromImport.set(acknowledged.get());
            source("u", "a", "b").readTo(sink);
          });
    }
    imported.set(true);
    appending.join();
    int events =
        datasets.users("shop", "", 10).stream()
            .filter(user -> user.startsWith("v"))
            .mapToInt(user -> datasets.history("shop", user).size())
            .sum();
    assertThat(events).isBetween(acknowledged.get() - fromImport.get() - 1, acknowledged.get());
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b");
  }

  @Test
  void itemsThatAreChangedWhileTheirDatasetIsImportedStayAsTheyWereChanged() {
    datasets.replace(SHOP, source("u", "a", "b", "gone"));
    Held held =
        new Held(
            sink -> {
              source("u", "a", "b").readTo(sink);
              sink.item(new Item("a", "imported", List.of("old")));
              sink.item(new Item("b", "imported", List.of("kept")));
            },
            true);
    items.upsert("shop", List.of(new Item("a", "changed", List.of("new"))));
    items.setActive("shop", List.of("b"), false);
    held.finish();
    assertThat(datasets.load("shop").items())
        .containsExactly(
            new Item("a", "changed", List.of("new")), new Item("b", "imported", List.of("kept")));
    assertThat(items.inactive("shop")).containsExactly("b");
  }

  @Test
  void whatIsDeletedWhileItsDatasetIsImportedIsRefusedSinceItWouldComeBack() {
    datasets.replace(SHOP, source("u", "a"));
    Held held = new Held(source("u", "b"), false);
    assertThatThrownBy(() -> log.deleteUser("shop", "u"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("dataset 'shop' is being imported");
    assertThatThrownBy(() -> log.deleteBefore("shop", 99)).isInstanceOf(UnavailableException.class);
    held.finish();
    assertThat(log.deleteUser("shop", "u")).isEqualTo(1);
  }

  @Test
  void inactiveItemsStayInactiveAfterAnImportUnlessToldOtherwise() {
    datasets.replace(SHOP, source("u", "a", "b", "c"));
    items.setActive("shop", List.of("a", "b"), false);
    datasets.replace(SHOP, source("u", "a", "c"));
    assertThat(items.inactive("shop")).containsExactlyInAnyOrder("a", "b");
    datasets.replace(SHOP, source("u", "a", "b", "c"), new ImportOptions(true, false), () -> false);
    assertThat(items.inactive("shop")).isEmpty();
  }

  @Test
  void anImportThatIsCancelledWhileItIsWrittenLeavesNothing() throws InterruptedException {
    datasets.replace(SHOP, source("u", "a", "b"));
    AtomicBoolean read = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                datasets.replace(
                    SHOP,
                    sink -> {
                      many(sink);
                      read.set(true);
                    },
                    () -> read.get() && asked.incrementAndGet() > 3))
        .isInstanceOf(CancellationException.class);
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b");
    assertThat(append(event("u", "c", 7, "")).appended()).isEqualTo(1);
    nothingIsLeftBut(1, 3);
  }

  @Test
  void whatAnImportReplacesIsDeletedInTheBackground() throws InterruptedException {
    datasets.replace(SHOP, ImportContract::many);
    append(event("u1", "i1", 1, "e1"));
    datasets.replace(SHOP, source("u", "a", "b"));
    nothingIsLeftBut(1, 2);
  }

  private void nothingIsLeftBut(long users, long interactions) throws InterruptedException {
    // A sweep that had begun before the import ended deletes its rows and leaves its mark to the
    // next.
    for (int wait = 0; wait < 600 && (rows("dataset") > 1 || rows("running_import") > 0); wait++) {
      Thread.sleep(100);
    }
    assertThat(rows("dataset")).isEqualTo(1);
    assertThat(rows("app_user")).isEqualTo(users);
    assertThat(rows("interaction")).isEqualTo(interactions);
    assertThat(rows("event")).isZero();
    assertThat(rows("running_import")).isZero();
    assertThat(folder.resolve("scratch"))
        .satisfiesAnyOf(
            scratch -> assertThat(scratch).doesNotExist(),
            scratch -> assertThat(scratch).isEmptyDirectory());
  }
}
