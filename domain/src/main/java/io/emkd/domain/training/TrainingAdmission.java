package io.emkd.domain.training;

import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelReference;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Consumer;

/** What may come into a queue of trainings. Thread-safe. */
final class TrainingAdmission {
  private final TrainEnsemble trainEnsemble;
  private final Clock clock;

  TrainingAdmission(TrainEnsemble trainEnsemble, Clock clock) {
    this.trainEnsemble = trainEnsemble;
    this.clock = clock;
  }

  /**
   * Checks a request, gives it an id and keeps what it is to train on.
   *
   * @param queue puts it where it waits; where that fails, nothing is kept
   */
  TrainingRecord accept(TrainingRequest request, Consumer<TrainingRecord> queue) {
    String id = new ModelReference(request.model(), 0).name() + "-" + UUID.randomUUID();
    trainEnsemble.accept(id, request);
    TrainingRecord accepted =
        new TrainingRecord(id, request, TrainingState.QUEUED, clock.instant(), clock.instant(), "");
    try {
      queue.accept(accepted);
    } catch (RuntimeException refused) {
      try {
        trainEnsemble.forget(id);
      } catch (RuntimeException left) {
        // LeftTrainingData drops it.
        refused.addSuppressed(left);
      }
      throw refused;
    }
    return accepted;
  }

  /** Checks whether an ended training can go on, and queues it again. */
  TrainingRecord resume(TrainingRecord ended) {
    if (!ended.state().isFinal() || ended.state() == TrainingState.SUCCEEDED) {
      throw new UnmetPreconditionException(
          "TRAINING_NOT_RESUMABLE",
          "trainings/" + ended.id(),
          "training '"
              + ended.id()
              + "' is "
              + ended.state()
              + "; only failed, cancelled and interrupted trainings can be resumed");
    }
    trainEnsemble.checkResumable(ended.id(), ended.request());
    trainEnsemble.restarted(ended.id());
    return ended.in(TrainingState.QUEUED, clock.instant(), "");
  }

  /** What is told to whoever cancels too late. */
  static UnmetPreconditionException ended(String id, String how) {
    return new UnmetPreconditionException(
        "TRAINING_ENDED", "trainings/" + id, "training '" + id + "' " + how);
  }
}
