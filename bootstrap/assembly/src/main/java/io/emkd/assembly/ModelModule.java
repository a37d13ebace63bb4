package io.emkd.assembly;

import dagger.Module;
import dagger.Provides;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.recommendation.AnswerHistories;
import io.emkd.domain.recommendation.EncodeHistory;
import io.emkd.domain.recommendation.FindSimilarItems;
import io.emkd.domain.recommendation.InactiveItems;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.release.ImportModel;
import io.emkd.domain.release.ManageVersions;
import io.emkd.domain.release.PublicationGate;
import io.emkd.domain.release.RetainVersions;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.training.CheckpointStore;
import io.emkd.domain.training.SharedTrainingQueue;
import io.emkd.domain.training.StoreWaits;
import io.emkd.domain.training.TrainEnsemble;
import io.emkd.domain.training.TrainingDataStore;
import io.emkd.domain.training.TrainingJournal;
import io.emkd.domain.training.TrainingLeases;
import io.emkd.domain.training.TrainingObserver;
import io.emkd.domain.training.TrainingQueue;
import io.emkd.domain.training.Trainings;
import io.emkd.report.training.Examples;
import io.emkd.report.training.TrainingReports;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.tensorflow.events.EventFiles;
import io.emkd.tensorflow.memory.TrainingRoom;
import io.emkd.tensorflow.process.TrainingInAProcess;
import io.emkd.tensorflow.recbole.RecBoleCheckpoints;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** What computes, and the use cases around it. */
@Module
interface ModelModule {
  @Provides
  static Clock clock() {
    return Clock.systemUTC();
  }

  @Provides
  @Singleton
  static Device device(ServerSettings settings) {
    return Device.choose(settings.device(), settings.training().threads());
  }

  @Provides
  @Singleton
  static EnsembleEngine engine(Device device, ServerSettings settings) {
    return new TrainingInAProcess(
        new TensorFlowEngine(device, settings.serving().index(), settings.serving().scoring()),
        device,
        // Where others run the trainings, what this process has room for says nothing.
        settings.roles().contains(Role.TRAINING)
            ? Optional.of(new TrainingRoom(device.name()))
            : Optional.empty());
  }

  @Provides
  @Singleton
  static ServedModels served(
      ModelStore models, EnsembleEngine engine, ServerSettings settings, Observers observers) {
    return new ServedModels(
        models,
        engine,
        settings.serving().scoring(),
        settings.serving().versionsInMemory(),
        observers.serving());
  }

  @Provides
  @Singleton
  static TrainEnsemble train(
      DatasetStore datasets,
      TrainingDataStore data,
      EnsembleEngine engine,
      CheckpointStore checkpoints,
      ModelStore models,
      Clock clock) {
    return new TrainEnsemble(
        datasets, data, engine, checkpoints, models, StoreWaits.DEFAULT, clock);
  }

  @Provides
  @Singleton
  static ImportModel importModel(
      DatasetStore datasets, EnsembleEngine engine, ModelStore models, Clock clock) {
    return new ImportModel(new RecBoleCheckpoints(), datasets, engine, models, clock);
  }

  @Provides
  @Singleton
  static ManageVersions versions(ModelStore models, ServedModels served) {
    return new ManageVersions(models, served);
  }

  @Provides
  @Singleton
  static PublicationGate gate(
      ModelStore models,
      ManageVersions versions,
      EvaluateEnsemble evaluate,
      ServerSettings settings) {
    return new PublicationGate(
        models,
        versions,
        evaluate,
        new RetainVersions(models, versions, settings.training().versionsKept()),
        settings.roles().contains(Role.SERVING));
  }

  /** Of this process's trainings: curves are of whoever trains, not of what servers share. */
  @Provides
  @Singleton
  static EventFiles eventFiles(ServerSettings settings, Clock clock) {
    return new EventFiles(settings.stores().dataDirectory().resolve("tensorboard"), clock);
  }

  /** Beside the curves, by which it is drawn. */
  @Provides
  @Singleton
  static TrainingReports reports(
      ServerSettings settings,
      EventFiles events,
      DatasetStore datasets,
      ModelStore models,
      ServedModels served) {
    return new TrainingReports(
        settings.stores().dataDirectory().resolve("reports"),
        settings.program(),
        events,
        settings.roles().contains(Role.SERVING)
            ? Optional.of(new Examples(datasets, models, served))
            : Optional.empty());
  }

  @Provides
  @Singleton
  static Trainings trainings(
      TrainEnsemble train,
      PublicationGate gate,
      TrainingJournal journal,
      Optional<TrainingLeases> leases,
      ServerSettings settings,
      Clock clock,
      EventFiles events,
      TrainingReports reports,
      Observers observers) {
    TrainingObserver observer = observers.training().and(events).and(reports);
    if (leases.isEmpty()) {
      return new TrainingQueue(
          train, gate, journal, StoreWaits.DEFAULT, clock, settings.training().resumes(), observer);
    }
    String owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    return new SharedTrainingQueue(
        train,
        gate,
        journal,
        leases.get(),
        StoreWaits.DEFAULT,
        clock,
        owner,
        settings.roles().contains(Role.TRAINING),
        observer);
  }

  @Provides
  @Singleton
  static EvaluateEnsemble evaluate(DatasetStore datasets, ServedModels models) {
    return new EvaluateEnsemble(datasets, models);
  }

  @Provides
  @Singleton
  static RecommendItems recommend(
      DatasetStore datasets, ServedModels models, InactiveItems inactive) {
    return new RecommendItems(datasets, models, inactive);
  }

  @Provides
  @Singleton
  static AnswerHistories answers(
      DatasetStore datasets, ServedModels models, RecommendItems recommend) {
    return new AnswerHistories(datasets, models, recommend);
  }

  @Provides
  @Singleton
  static FindSimilarItems similar(ServedModels models, InactiveItems inactive) {
    return new FindSimilarItems(models, inactive);
  }

  @Provides
  @Singleton
  static InactiveItems inactive(ItemStore items) {
    return new InactiveItems(items);
  }

  @Provides
  @Singleton
  static EncodeHistory encode(DatasetStore datasets, ServedModels models) {
    return new EncodeHistory(datasets, models);
  }
}
