package io.emkd.domain.training;

import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.EvaluationCase;
import io.emkd.domain.dataset.LeaveOneOutSplit;
import io.emkd.domain.dataset.Split;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.evaluation.CandidateProtocol;
import io.emkd.domain.evaluation.RankCases;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.sampling.BatchPrefetcher;
import io.emkd.domain.sampling.BatchSchedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** The steps of one training, from its newest checkpoint to the last. Not thread-safe. */
final class TrainingLoop {
  private static final List<Integer> CUTOFFS = List.of(5, 10);
  private static final System.Logger LOG = System.getLogger(TrainingLoop.class.getName());

  private final String trainingId;
  private final TrainingRequest request;
  private final Dataset dataset;
  private final TrainingBasis basis;
  private final BatchSchedule schedule;
  private final EnsembleTrainer trainer;
  private final CheckpointStore checkpoints;
  private final Consumer<TrainingEvent> events;
  private final Cancellation cancellation;
  private final StoreWaits waits;
  private final Clock clock;
  private final StepRate rate;
  private final ScheduleConfiguration plan;
  private final int perEpoch;
  private TrainingProgress progress = TrainingProgress.START;
  private long savedStep;

  /** The time before it is in the progress. */
  private Instant counted;

  TrainingLoop(
      String trainingId,
      TrainingRequest request,
      TrainingData data,
      BatchSchedule schedule,
      EnsembleTrainer trainer,
      CheckpointStore checkpoints,
      Consumer<TrainingEvent> events,
      Cancellation cancellation,
      StoreWaits waits,
      Clock clock) {
    this.trainingId = trainingId;
    this.request = request;
    this.dataset = data.dataset();
    this.basis = new TrainingBasis(data.fingerprint(), request.configuration());
    this.schedule = schedule;
    this.trainer = trainer;
    this.checkpoints = checkpoints;
    this.events = events;
    this.cancellation = cancellation;
    this.waits = waits;
    this.clock = clock;
    this.counted = clock.instant();
    this.rate = new StepRate(clock);
    this.plan = request.configuration().schedule();
    this.perEpoch = schedule.stepsPerEpoch();
  }

  /**
   * @return where it ended
   * @throws CancellationException if it is to stop; if that is because the process does, with a
   *     checkpoint of the last step
   */
  TrainingProgress toTheEnd() throws InterruptedException {
    long total = schedule.totalSteps();
    progress =
        waits
            .untilDone(
                "the checkpoints of training " + trainingId,
                cancellation::requested,
                () -> checkpoints.restoreNewest(trainingId, basis, trainer::restoreCheckpoint))
            .orElse(TrainingProgress.START);
    counted = clock.instant();
    savedStep = progress.step();
    events.accept(
        new TrainingEvent.Started(
            trainer.device(), schedule.windowCount(), progress.step(), total));
    if (progress.isWithinEpochEnd(perEpoch)) {
      endEpoch();
    }
    try (BatchPrefetcher batches = new BatchPrefetcher(schedule, progress.step(), total)) {
      while (progress.step() < total && !outOfPatience()) {
        stopIfAsked();
        LossTerms losses = trainer.step(batches.take(), progress.step());
        if (cancellation.requested() && !cancellation.isStop()) {
          throw new CancellationException("cancelled after step " + progress.step());
        }
        stepped(losses, total);
        if (progress.step() % perEpoch == 0) {
          endEpoch();
        } else if (plan.checkpointSteps() > 0 && progress.step() % plan.checkpointSteps() == 0) {
          checkpoint();
        }
      }
    }
    if (progress.bestEpoch() == 0) {
      throw new IllegalStateException("the training ended without a validation");
    }
    countTime();
    return progress;
  }

  private boolean outOfPatience() {
    return plan.patience() > 0 && progress.validationsSinceBest() >= plan.patience();
  }

  private int epoch() {
    return Math.toIntExact((progress.step() - 1) / perEpoch) + 1;
  }

  private void stepped(LossTerms losses, long total) {
    progress = progress.afterStep(losses.total() / perEpoch);
    if (!losses.isFinite()) {
      // What the step before left behind is already spoilt.
      checkpoints.discard(trainingId, progress.step() - 1);
      throw new IllegalStateException(
          "the loss is not a number at step "
              + progress.step()
              + " ("
              + losses
              + "); a lower learning_rate, or lower weights of the loss, may help");
    }
    rate.count();
    events.accept(
        new TrainingEvent.Step(
            progress.step(),
            total,
            epoch(),
            losses,
            rate.perSecond(),
            rate.remaining(total - progress.step())));
  }

  private void endEpoch() throws InterruptedException {
    if (plan.validatesAfter(epoch())) {
      stopIfAsked();
      try {
        validate(epoch());
      } catch (CancellationException asked) {
        stopIfAsked();
        throw asked;
      }
      rate.restart();
    }
    progress = progress.atEpochStart();
    checkpoint();
  }

  private void stopIfAsked() {
    if (!cancellation.requested()) {
      return;
    }
    if (cancellation.isStop() && progress.step() != savedStep) {
      try {
        save();
      } catch (RuntimeException failed) {
        LOG.log(
            System.Logger.Level.WARNING,
            "training " + trainingId + " stops with the checkpoint before step " + progress.step(),
            failed);
      }
    }
    throw new CancellationException("stopped after step " + progress.step());
  }

  private void checkpoint() throws InterruptedException {
    try {
      waits.untilDone(
          "the checkpoint of step " + progress.step() + " of training " + trainingId,
          cancellation::requested,
          this::save);
    } catch (CancellationException asked) {
      throw asked;
    } catch (RuntimeException failed) {
      throw new IllegalStateException(
          "the checkpoint of step "
              + progress.step()
              + " could not be written; the one before it stays, and a resumed training goes on"
              + " from there",
          failed);
    }
  }

  private void countTime() {
    Instant now = clock.instant();
    progress = progress.after(Duration.between(counted, now));
    counted = now;
  }

  private void save() {
    countTime();
    checkpoints.save(trainingId, basis, progress, trainer::saveCheckpoint);
    savedStep = progress.step();
    checkpoints.survived(trainingId);
    events.accept(new TrainingEvent.CheckpointSaved(progress.step()));
  }

  private static double selection(Map<String, Double> validation) {
    return Objects.requireNonNull(validation.get(RankingMetrics.SELECTION_METRIC));
  }

  private void validate(int epoch) throws InterruptedException {
    Map<String, Double> validation = metrics(Split.VALIDATION);
    Map<String, Double> test = request.reportTestMetrics() ? metrics(Split.TEST) : Map.of();
    boolean better =
        progress.bestEpoch() == 0 || selection(validation) > selection(progress.bestValidation());
    if (better) {
      waits.untilDone(
          "the best weights of training " + trainingId,
          cancellation::requested,
          () -> checkpoints.saveBest(trainingId, trainer::saveWeights));
    }
    progress = better ? progress.atBest(epoch, validation) : progress.afterNoBetter();
    events.accept(
        new TrainingEvent.Validated(epoch, validation, test, better, progress.epochLoss()));
  }

  private Map<String, Double> metrics(Split split) {
    List<EvaluationCase> cases = LeaveOneOutSplit.cases(dataset, split);
    return RankingMetrics.of(
            RankCases.byEnsemble(
                trainer.ranker(), cases, CandidateProtocol.UNSEEN, cancellation::requested),
            CUTOFFS)
        .values();
  }
}
