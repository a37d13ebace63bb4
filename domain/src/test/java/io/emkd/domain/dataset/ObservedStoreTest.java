package io.emkd.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is told of a store and its log: what it did, and whether the store is to blame. */
class ObservedStoreTest {
  private final List<String> told = new ArrayList<>();

  private final StoreObserver observer =
      new StoreObserver() {
        @Override
        public void took(Operation operation, long nanos, boolean failed) {
          assertThat(nanos).isNotNegative();
          told.add(operation + (failed ? " failed" : ""));
        }

        @Override
        public void appended(InteractionLog.Appended events) {
          told.add(events.appended() + " appended, " + events.duplicates() + " there");
        }

        @Override
        public void imported(long interactions) {
          told.add(interactions + " imported");
        }
      };

  /** Answers appends as it is told to. */
  private final class HeldLog implements InteractionLog {
    final CompletableFuture<Appended> answer = new CompletableFuture<>();
    RuntimeException failure = new UnavailableException("away", Duration.ofSeconds(1), null);

    @Override
    public CompletableFuture<Appended> append(
        String dataset, List<InteractionEvent> events, Optional<RequestId> request) {
      return answer;
    }

    @Override
    public CompletableFuture<Appended> append(
        String dataset, List<InteractionEvent> events, SourcePosition batch) {
      return answer;
    }

    @Override
    public long position(String source, int partition, long first) {
      return first;
    }

    @Override
    public List<PlacedInteraction> newest(
        String dataset, String userId, Optional<HistoryPlace> before, int limit) {
      return List.of();
    }

    @Override
    public int deleteUser(String dataset, String userId) {
      throw failure;
    }

    @Override
    public int deleteBefore(String dataset, double timestamp) {
      return 3;
    }

    @Override
    public void close() {
      told.add("closed");
    }
  }

  private final HeldLog held = new HeldLog();
  private final InteractionLog log = new ObservedInteractionLog(held, observer);

  @Test
  void anAppendIsTimedUntilItIsOnDisk() {
    CompletableFuture<InteractionLog.Appended> appended = log.append("shop", List.of());
    assertThat(told).isEmpty();
    held.answer.complete(new InteractionLog.Appended(5, 2));

    assertThat(appended).isCompletedWithValue(new InteractionLog.Appended(5, 2));
    assertThat(told).containsExactly("APPEND", "5 appended, 2 there");
  }

  @Test
  void anAppendThatTheStoreCannotTakeIsAFailureAndARefusedOneIsNone() {
    var refused = log.append("shop", List.of());
    held.answer.completeExceptionally(new InvalidInputException("request_id", "r", "another"));
    assertThat(refused).isCompletedExceptionally();

    assertThat(told).containsExactly("APPEND");
  }

  @Test
  void whoIsToBlameForADeletionThatFailsIsTold() {
    Throwable away = catchThrowable(() -> log.deleteUser("shop", "u1"));
    assertThat(away).isSameAs(held.failure);
    held.failure = new NotFoundException("user", "u1", "append");
    Throwable missing = catchThrowable(() -> log.deleteUser("shop", "u1"));
    assertThat(missing).isSameAs(held.failure);
    assertThat(log.deleteBefore("shop", 1)).isEqualTo(3);
    log.close();

    assertThat(told).containsExactly("DELETE failed", "DELETE", "DELETE", "closed");
  }

  @Test
  void aHistoryIsTimedAndAnUnknownUserIsNoFailureOfTheStore() {
    ShopDatasets shop = new ShopDatasets();
    shop.histories.put("u1", List.of("i1"));
    DatasetStore store = new ObservedDatasetStore(shop, observer);

    assertThat(store.history("shop", "u1")).containsExactly("i1");
    assertThat(catchThrowable(() -> store.history("shop", "u2")))
        .isInstanceOf(UnknownUserException.class);
    shop.away.set(1);
    assertThat(catchThrowable(() -> store.history("shop", "u1")))
        .isInstanceOf(UnavailableException.class);
    assertThat(store.load("shop").userIds()).hasSize(5);
    assertThat(told).containsExactly("HISTORY", "HISTORY", "HISTORY failed", "READ");
  }
}
