package io.emkd.grpc.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.training.TrainingEvent;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.grpc.HeldClient;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watchers that read when they like. */
class TrainingStreamTest {
  private static final TrainingEvent.Started STARTED = new TrainingEvent.Started("cpu", 1, 0, 9);

  private final HeldClient<TrainingEvent> client = new HeldClient<>();
  private final TrainingStream<TrainingEvent> watcher =
      new TrainingStream<>(client, Function.identity());

  @BeforeEach
  void theClientTakesNothingYet() {
    client.takes = false;
  }

  @Test
  void aSlowWatcherMissesStepsAndNothingElse() {
    watcher.accept(STARTED);
    for (int epoch = 1; epoch <= 3; epoch++) {
      for (long step = 1; step <= 100_000; step++) {
        watcher.accept(step(1000L * epoch + step));
      }
      watcher.accept(validated(epoch));
    }
    assertThat(client.taken).isEmpty();
    client.tellReady();
    client.becomeReady();

    assertThat(client.taken)
        .containsExactly(
            STARTED,
            step(101_000),
            validated(1),
            step(102_000),
            validated(2),
            step(103_000),
            validated(3));
  }

  @Test
  void whatWaitsForAWatcherThatNeverReadsHasABound() {
    watcher.accept(STARTED);
    for (int epoch = 1; epoch <= 150_000; epoch++) {
      watcher.accept(step(epoch));
      watcher.accept(validated(epoch));
    }
    client.becomeReady();

    assertThat(client.taken).hasSize(200_000);
    assertThat(client.taken.get(0)).isEqualTo(STARTED);
    assertThat(client.taken.get(199_999)).isEqualTo(validated(150_000));
  }

  @Test
  void theLastEventEndsTheCallAndTheWatching() {
    AtomicInteger ended = new AtomicInteger();
    TrainingEvent last = new TrainingEvent.Ended(TrainingRecord.unreadable("t-1", "torn"));
    client.takes = true;
    watcher.accept(last);
    watcher.watched(ended::incrementAndGet);
    watcher.accept(step(1));
    watcher.fail(new IllegalStateException("too late"));

    assertThat(client.taken).containsExactly(last);
    assertThat(client.completed).isTrue();
    assertThat(ended).hasValue(1);
  }

  @Test
  void aFailureEndsTheCallOnceAndTheWatching() {
    AtomicInteger ended = new AtomicInteger();
    watcher.watched(ended::incrementAndGet);
    watcher.accept(STARTED);
    watcher.fail(new UnavailableException("the server stops", Duration.ofSeconds(5), null));
    watcher.fail(new IllegalStateException("once more"));
    client.becomeReady();

    assertThat(client.taken).isEmpty();
    assertThat(client.refusal().code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(client.refusal().retryAfter()).contains(Duration.ofSeconds(5));
    assertThat(ended).hasValue(1);
  }

  @Test
  void aWatcherThatGoesIsToldNothingMore() {
    AtomicInteger ended = new AtomicInteger();
    watcher.watched(ended::incrementAndGet);
    watcher.accept(STARTED);
    client.goAway();
    watcher.gone();
    client.becomeReady();

    assertThat(client.taken).isEmpty();
    assertThat(ended).hasValue(1);
  }

  private static TrainingEvent step(long step) {
    return new TrainingEvent.Step(
        step, 1_000_000, 1, new LossTerms(0, 0, 0, 0, 0, 0), 1, Duration.ZERO);
  }

  private static TrainingEvent validated(int epoch) {
    return new TrainingEvent.Validated(epoch, Map.of(), Map.of(), false, 0);
  }
}
