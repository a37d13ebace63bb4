package io.emkd.domain.training;

import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.data.CoreFilter;
import io.emkd.domain.data.Dataset;
import io.emkd.domain.data.EvaluationCase;
import io.emkd.domain.data.LeaveOneOutSplit;
import io.emkd.domain.data.Split;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.evaluation.CandidateProtocol;
import io.emkd.domain.evaluation.RankCases;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.masking.BatchSchedule;
import io.emkd.domain.masking.TrainingWindows;
import io.emkd.domain.model.ModelManifest;
import io.emkd.domain.port.CheckpointStore;
import io.emkd.domain.port.DatasetStore;
import io.emkd.domain.port.EnsembleEngine;
import io.emkd.domain.port.EnsembleTrainer;
import io.emkd.domain.port.ModelStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Trains an ensemble: steps over epochs, validates, checkpoints, keeps the best by validation
 * NDCG@10, stops early where asked, and publishes the best. Resumes from the newest checkpoint of
 * the same training id, if there is one. Thread-safe.
 */
public final class TrainEnsemble {
  private static final List<Integer> CUTOFFS = List.of(5, 10);

  private final DatasetStore datasets;
  private final EnsembleEngine engine;
  private final CheckpointStore checkpoints;
  private final PublishEnsemble publication;
  private final Clock clock;

  public TrainEnsemble(
      DatasetStore datasets,
      EnsembleEngine engine,
      CheckpointStore checkpoints,
      ModelStore models,
      Clock clock) {
    this.datasets = datasets;
    this.engine = engine;
    this.checkpoints = checkpoints;
    this.publication = new PublishEnsemble(engine, checkpoints, models, clock);
    this.clock = clock;
  }

  /**
   * Reads the dataset and refuses what cannot be trained on.
   *
   * @throws UnmetPreconditionException if no user has the three items that a split needs
   */
  public Dataset dataset(TrainingRequest request) {
    Dataset dataset = CoreFilter.apply(datasets.load(request.dataset()));
    if (dataset.sequences().stream().noneMatch(LeaveOneOutSplit::isSplit)) {
      throw new UnmetPreconditionException(
          "DATASET_TOO_SMALL",
          "datasets/" + request.dataset(),
          "dataset '"
              + request.dataset()
              + "' has "
              + dataset.userIds().size()
              + " users after the filter of min_interactions "
              + dataset.definition().minimumInteractions()
              + ", none with the 3 interactions that a training, a validation and a test item need");
    }
    return dataset;
  }

  /**
   * @throws CancellationException if cancelled; the last checkpoint stays
   */
  public ModelManifest run(
      String trainingId,
      TrainingRequest request,
      Consumer<TrainingEvent> events,
      Cancellation cancellation)
      throws InterruptedException {
    Dataset dataset = dataset(request);
    TrainingConfiguration configuration = request.configuration();
    BatchSchedule schedule =
        new BatchSchedule(
            TrainingWindows.of(
                LeaveOneOutSplit.training(dataset),
                configuration.ensemble().maxLength(),
                configuration.masking().windowStep()),
            dataset.catalogue().size(),
            configuration);
    try (EnsembleTrainer trainer = engine.trainer(configuration, dataset.catalogue())) {
      Run run = new Run(trainingId, request, dataset, schedule, trainer, events, cancellation);
      run.toTheEnd();
      if (!cancellation.close()) {
        throw new CancellationException("cancelled after the last step");
      }
      return publication.publish(
          trainingId, request, dataset, trainer.device(), run.progress, events);
    }
  }

  /** One training's state while it runs. */
  private final class Run {
    private final String trainingId;
    private final TrainingRequest request;
    private final Dataset dataset;
    private final BatchSchedule schedule;
    private final EnsembleTrainer trainer;
    private final Consumer<TrainingEvent> events;
    private final Cancellation cancellation;
    private TrainingProgress progress = TrainingProgress.START;

    Run(
        String trainingId,
        TrainingRequest request,
        Dataset dataset,
        BatchSchedule schedule,
        EnsembleTrainer trainer,
        Consumer<TrainingEvent> events,
        Cancellation cancellation) {
      this.trainingId = trainingId;
      this.request = request;
      this.dataset = dataset;
      this.schedule = schedule;
      this.trainer = trainer;
      this.events = events;
      this.cancellation = cancellation;
    }

    void toTheEnd() throws InterruptedException {
      ScheduleConfiguration plan = request.configuration().schedule();
      int perEpoch = schedule.stepsPerEpoch();
      long total = (long) perEpoch * plan.epochs();
      progress =
          checkpoints
              .restoreNewest(trainingId, trainer::restoreCheckpoint)
              .orElse(TrainingProgress.START);
      events.accept(
          new TrainingEvent.Started(
              trainer.device(), schedule.windowCount(), progress.step(), total));
      StepRate rate = new StepRate(clock);
      try (BatchPrefetcher batches = new BatchPrefetcher(schedule, progress.step(), total)) {
        while (progress.step() < total && !outOfPatience(plan)) {
          stopIfCancelled();
          LossTerms losses = trainer.step(batches.take(), progress.step());
          stopIfCancelled();
          progress = progress.afterStep(losses.total() / perEpoch);
          int epoch = Math.toIntExact((progress.step() - 1) / perEpoch) + 1;
          if (!losses.isFinite()) {
            // What the step before left behind is already spoilt.
            checkpoints.discard(trainingId, progress.step() - 1);
            throw new IllegalStateException(
                "the loss is not a number at step "
                    + progress.step()
                    + " ("
                    + losses
                    + "); a lower learning_rate may help");
          }
          rate.count();
          events.accept(
              new TrainingEvent.Step(
                  progress.step(),
                  total,
                  epoch,
                  losses,
                  rate.perSecond(),
                  rate.remaining(total - progress.step())));
          if (progress.step() % perEpoch == 0) {
            if (plan.validatesAfter(epoch)) {
              validate(epoch);
              rate.restart();
            }
            progress = progress.atEpochStart();
            checkpoint();
          } else if (plan.checkpointSteps() > 0 && progress.step() % plan.checkpointSteps() == 0) {
            checkpoint();
          }
        }
      }
      if (progress.bestEpoch() == 0) {
        throw new IllegalStateException("the training ended without a validation");
      }
    }

    private boolean outOfPatience(ScheduleConfiguration plan) {
      return plan.patience() > 0 && progress.validationsSinceBest() >= plan.patience();
    }

    private void stopIfCancelled() {
      if (cancellation.requested()) {
        throw new CancellationException("cancelled after step " + progress.step());
      }
    }

    private void checkpoint() {
      try {
        checkpoints.save(trainingId, progress, trainer::saveCheckpoint);
      } catch (RuntimeException failed) {
        throw new IllegalStateException(
            "the checkpoint of step "
                + progress.step()
                + " could not be written; the one before it stays",
            failed);
      }
      events.accept(new TrainingEvent.CheckpointSaved(progress.step()));
    }

    private void validate(int epoch) {
      Map<String, Double> validation = metrics(Split.VALIDATION);
      Map<String, Double> test = request.reportTestMetrics() ? metrics(Split.TEST) : Map.of();
      boolean better =
          progress.bestEpoch() == 0
              || validation.get(RankingMetrics.SELECTION_METRIC)
                  > progress.bestValidation().get(RankingMetrics.SELECTION_METRIC);
      if (better) {
        checkpoints.saveBest(trainingId, trainer::saveWeights);
      }
      progress = better ? progress.atBest(epoch, validation) : progress.afterNoBetter();
      events.accept(
          new TrainingEvent.Validated(epoch, validation, test, better, progress.epochLoss()));
    }

    private Map<String, Double> metrics(Split split) {
      List<EvaluationCase> cases = LeaveOneOutSplit.cases(dataset, split);
      return RankingMetrics.of(
              RankCases.byEnsemble(
                  trainer.scorer(), cases, CandidateProtocol.UNSEEN, cancellation::requested),
              CUTOFFS)
          .values();
    }
  }
}
