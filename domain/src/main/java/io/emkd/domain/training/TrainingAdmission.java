package io.emkd.domain.training;

import io.emkd.domain.dataset.Identifiers;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.registry.ModelReference;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What may come into a queue of trainings. Thread-safe. */
final class TrainingAdmission {
  private final TrainEnsemble trainEnsemble;
  private final TrainingJournal journal;
  private final Clock clock;

  TrainingAdmission(TrainEnsemble trainEnsemble, TrainingJournal journal, Clock clock) {
    this.trainEnsemble = trainEnsemble;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * The training that was queued for a request id; none where it is empty.
   *
   * @throws InvalidInputException if that was for another request, or it is no id
   */
  Optional<TrainingRecord> before(TrainingRequest request, String requestId) {
    if (requestId.isEmpty()) {
      return Optional.empty();
    }
    Violations violations = new Violations();
    Identifiers.check(violations, "request_id", requestId);
    violations.throwIfAny();
    return journal.ofRequest(requestId).map(there -> same(there, request, requestId));
  }

  private static TrainingRecord same(
      TrainingRecord there, TrainingRequest request, String requestId) {
    if (!there.request().equals(request)) {
      throw new InvalidInputException(
          "request_id",
          Shown.quoted(requestId),
          "another one: training "
              + there.id()
              + " was asked for with it, and not in the same words");
    }
    return there;
  }

  /**
   * Checks a request, gives it an id and keeps what it is to train on.
   *
   * @param queue puts it where it waits, unless one of the same request id does, and gives which of
   *     them it is; where it is another or that fails, nothing is kept
   */
  TrainingRecord accept(
      TrainingRequest request, String requestId, UnaryOperator<TrainingRecord> queue) {
    String id = new ModelReference(request.model(), 0).name() + "-" + UUID.randomUUID();
    trainEnsemble.accept(id, request);
    TrainingRecord accepted =
        new TrainingRecord(id, request, TrainingState.QUEUED, clock.instant(), clock.instant(), "");
    TrainingRecord queued;
    try {
      queued = queue.apply(accepted);
    } catch (RuntimeException refused) {
      forget(id, refused);
      throw refused;
    }
    if (queued.id().equals(id)) {
      return queued;
    }
    trainEnsemble.forget(id);
    return same(queued, request, requestId);
  }

  private void forget(String id, RuntimeException refused) {
    try {
      trainEnsemble.forget(id);
    } catch (RuntimeException left) {
      // LeftTrainingData drops it.
      refused.addSuppressed(left);
    }
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
