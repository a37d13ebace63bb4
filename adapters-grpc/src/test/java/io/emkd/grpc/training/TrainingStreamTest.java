package io.emkd.grpc.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.training.TrainingEvent;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Watchers that read when they like. */
class TrainingStreamTest {
  private static final TrainingEvent.Started STARTED = new TrainingEvent.Started("cpu", 1, 0, 9);

  private final SlowClient client = new SlowClient();
  private final TrainingStream<TrainingEvent> watcher =
      new TrainingStream<>(client, Function.identity());

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
    client.ready.run();
    client.takes = true;
    client.ready.run();

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
    client.takes = true;
    client.ready.run();

    assertThat(client.taken).hasSize(200_000);
    assertThat(client.taken.get(0)).isEqualTo(STARTED);
    assertThat(client.taken.get(199_999)).isEqualTo(validated(150_000));
  }

  private static TrainingEvent step(long step) {
    return new TrainingEvent.Step(
        step, 1_000_000, 1, new LossTerms(0, 0, 0, 0, 0, 0), 1, Duration.ZERO);
  }

  private static TrainingEvent validated(int epoch) {
    return new TrainingEvent.Validated(epoch, Map.of(), Map.of(), false, 0);
  }

  private static final class SlowClient extends ServerCallStreamObserver<TrainingEvent> {
    final List<TrainingEvent> taken = new ArrayList<>();
    boolean takes;
    Runnable ready;

    @Override
    public void onNext(TrainingEvent event) {
      taken.add(event);
    }

    @Override
    public boolean isReady() {
      return takes;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
      ready = handler;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    @Deprecated
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void onError(Throwable failed) {}

    @Override
    public void onCompleted() {}
  }
}
