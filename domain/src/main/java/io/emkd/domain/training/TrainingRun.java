package io.emkd.domain.training;

import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.release.PublicationGate;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.util.concurrent.CancellationException;

/** Runs one training to its end, whatever that is. Thread-safe. */
final class TrainingRun {
  private static final System.Logger LOG = System.getLogger(TrainingRun.class.getName());

  private final TrainEnsemble trainEnsemble;
  private final PublicationGate gate;
  private final StoreWaits waits;
  private final Clock clock;

  TrainingRun(TrainEnsemble trainEnsemble, PublicationGate gate, StoreWaits waits, Clock clock) {
    this.trainEnsemble = trainEnsemble;
    this.gate = gate;
    this.waits = waits;
    this.clock = clock;
  }

  /** Gives how it ended: succeeded, failed, or interrupted because it was to stop. */
  TrainingRecord run(TrainingRecord record, LiveTraining training) {
    try {
      TrainEnsemble.Trained trained =
          trainEnsemble.run(
              record.id(), record.request(), training::publish, training.cancellation);
      return record.in(
          TrainingState.SUCCEEDED,
          clock.instant(),
          PublicationMessage.of(
              trained.published().key(), gate(record.id(), trained, training.cancellation)));
    } catch (CancellationException | InterruptedException stopped) {
      return record.in(TrainingState.INTERRUPTED, clock.instant(), "the server was stopped");
    } catch (RuntimeException | OutOfMemoryError failed) {
      LOG.log(System.Logger.Level.ERROR, "training " + record.id() + " failed", failed);
      return record.in(TrainingState.FAILED, clock.instant(), reason(failed));
    }
  }

  /** Ends a training in the middle of its step: a start that was no fault of its own. */
  void abort(LiveTraining training) {
    training.abort();
    trainEnsemble.survived(training.record.id());
  }

  /** Its own words and those of what caused it, without the server's paths. */
  static String reason(Throwable failed) {
    StringBuilder reason = new StringBuilder();
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      String message = words(cause);
      if (reason.indexOf(message) < 0) {
        reason.append(reason.isEmpty() ? "" : ": ").append(message);
      }
    }
    return reason.toString();
  }

  /** Empty for who only passes on what its cause says. */
  private static String words(Throwable failure) {
    if (failure instanceof FileSystemException file) {
      return file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
    }
    String message = String.valueOf(failure.getMessage());
    return failure instanceof UncheckedIOException
            && message.equals(String.valueOf(failure.getCause()))
        ? ""
        : message;
  }

  /**
   * The version is published whatever becomes of the comparison.
   *
   * @throws CancellationException if the process stops: it is compared when the training goes on
   */
  private String gate(String trainingId, TrainEnsemble.Trained trained, Cancellation cancellation)
      throws InterruptedException {
    ModelManifest published = trained.published();
    try {
      return PublicationMessage.of(
          waits.untilDone(
              "the comparison of " + published.key(),
              cancellation::requested,
              () ->
                  gate.decide(
                      published,
                      trained.on().or(() -> trainEnsemble.trainedOn(trainingId)),
                      cancellation::requested)));
    } catch (CancellationException stopped) {
      throw stopped;
    } catch (RuntimeException incomparable) {
      LOG.log(System.Logger.Level.ERROR, published.key() + " could not be compared", incomparable);
      return "it does not serve, because it could not be compared: " + reason(incomparable);
    }
  }
}
