package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.dataset.InteractionLog.Appended;
import io.emkd.domain.dataset.MovedPositionException;
import io.emkd.domain.dataset.PlacedInteraction;
import io.emkd.domain.dataset.SourcePosition;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What every database does with events that are appended, and with what is deleted of them. */
abstract class AppendContract extends StoreContract {
  @Test
  void whatIsAppendedIsReadAtOnceInOrderOfTimeThenArrival() {
    datasets.create(new DatasetDefinition("shop", 0));
    append(event("u", "a", 5, ""), event("u", "b", 3, ""), event("u", "c", 5, ""));
    assertThat(datasets.history("shop", "u")).containsExactly("b", "a", "c");
    append(event("u", "d", 5, ""));
    assertThat(datasets.history("shop", "u")).containsExactly("b", "a", "c", "d");
    assertThat(newest("u", 2)).extracting(Interaction::itemId).containsExactly("d", "c");
    assertThat(newest("stranger", 2)).isEmpty();
  }

  @Test
  void pagesOfAHistoryFollowEachOtherWhateverArrivesMeanwhile() {
    datasets.create(new DatasetDefinition("shop", 0));
    append(event("v", "a", 1, ""));
    append(event("u", "a", -5, ""), event("u", "b", 3, ""), event("u", "c", 3, ""));
    append(event("u", "d", 3, ""), event("u", "e", 0.1, ""), event("u", "f", 9, ""));
    List<PlacedInteraction> first = log.newest("shop", "u", Optional.empty(), 2);
    assertThat(first).extracting(p -> p.interaction().itemId()).containsExactly("f", "d");
    append(event("u", "new", 10, ""), event("u", "late", 2, ""));
    List<PlacedInteraction> second = log.newest("shop", "u", Optional.of(first.get(1).place()), 3);
    assertThat(second).extracting(p -> p.interaction().itemId()).containsExactly("c", "b", "late");
    List<PlacedInteraction> third = log.newest("shop", "u", Optional.of(second.get(2).place()), 3);
    assertThat(third).extracting(p -> p.interaction().itemId()).containsExactly("e", "a");
    assertThat(log.newest("shop", "u", Optional.of(third.get(1).place()), 3)).isEmpty();
  }

  @Test
  void weightAndTypeStay() {
    datasets.create(new DatasetDefinition("shop", 0));
    Interaction rated = new Interaction("u", "a", 1.5, 4.5, "rating");
    log.append("shop", List.of(new InteractionEvent(rated, ""))).join();
    assertThat(newest("u", 9)).containsExactly(rated);
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

  private CompletableFuture<Appended> take(long from, long to, String... items) {
    return log.append(
        "shop",
        Arrays.stream(items).map(item -> event("u", item, 1, "")).toList(),
        new SourcePosition("readers/topic", 3, from, to));
  }

  private long position() {
    return log.position("readers/topic", 3, 0);
  }

  @Test
  void aStreamGoesOnWhereItsEventsWereTakenAndBeginsWhereItIsToldToOnce() {
    datasets.create(new DatasetDefinition("shop", 0));
    assertThat(log.position("readers/topic", 3, 100)).isEqualTo(100);
    assertThat(log.position("readers/topic", 3, 7)).isEqualTo(100);
    assertThat(log.position("readers/topic", 4, 7)).isEqualTo(7);
    assertThat(log.position("others/topic", 3, 8)).isEqualTo(8);
    assertThat(take(100, 102, "a", "b").join()).isEqualTo(new Appended(2, 0));
    assertThat(take(102, 110).join()).isEqualTo(new Appended(0, 0));
    assertThat(position()).isEqualTo(110);
    assertThat(log.position("readers/topic", 4, 0)).isEqualTo(7);
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b");
  }

  @Test
  void ofBatchesThatBeginAtOnePlaceOfAStreamOneIsTakenAndTheOthersAloneAreRefused() {
    datasets.create(new DatasetDefinition("shop", 0));
    position();
    CompletableFuture<Appended> beside = log.append("shop", List.of(event("v", "x", 1, "")));
    List<CompletableFuture<Appended>> same = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      same.add(take(0, 1, "a"));
    }
    CompletableFuture<Appended> next = take(1, 2, "b");
    assertThat(beside.join()).isEqualTo(new Appended(1, 0));
    assertThat(same.get(0).join()).isEqualTo(new Appended(1, 0));
    assertThat(same.subList(1, 20))
        .allSatisfy(
            refused ->
                assertThatThrownBy(refused::join)
                    .hasCauseInstanceOf(MovedPositionException.class)
                    .hasMessageContaining("readers/topic, partition 3"));
    assertThat(next.join()).isEqualTo(new Appended(1, 0));
    assertThat(datasets.history("shop", "u")).containsExactly("a", "b");
    assertThat(position()).isEqualTo(2);
  }

  @Test
  void theBatchOfAMissingDatasetMovesNothing() {
    position();
    assertThatThrownBy(take(0, 5, "a")::join).hasCauseInstanceOf(NotFoundException.class);
    assertThatThrownBy(take(0, 5)::join).hasCauseInstanceOf(NotFoundException.class);
    assertThat(position()).isZero();
    datasets.create(new DatasetDefinition("shop", 0));
    assertThat(take(0, 5, "a").join()).isEqualTo(new Appended(1, 0));
    assertThat(position()).isEqualTo(5);
  }

  @Test
  void anImportOfTheDatasetLeavesTheStreamWhereItIs() {
    datasets.replace(new DatasetDefinition("shop", 0), source("u", "imported"));
    position();
    take(0, 1, "a").join();
    datasets.replace(new DatasetDefinition("shop", 0), source("u", "again"));
    assertThat(position()).isEqualTo(1);
    take(1, 2, "b").join();
    assertThat(datasets.history("shop", "u")).containsExactly("b", "again");
  }
}
