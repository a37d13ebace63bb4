package io.emkd.assembly;

import dagger.Module;
import dagger.Provides;
import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.DescribeDataset;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.dataset.KnownItems;
import io.emkd.domain.dataset.UpsertItems;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.files.DatasetFiles;
import io.emkd.domain.files.ExportDataset;
import io.emkd.domain.files.ImportDataset;
import io.emkd.domain.recommendation.EncodeHistory;
import io.emkd.domain.recommendation.FindSimilarItems;
import io.emkd.domain.recommendation.InactiveItems;
import io.emkd.domain.recommendation.RecommendItems;
import io.emkd.domain.registry.DeleteDataset;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.release.ImportModel;
import io.emkd.domain.release.ManageVersions;
import io.emkd.domain.training.Trainings;
import io.emkd.grpc.dataset.DatasetGrpcService;
import io.emkd.grpc.evaluation.EvaluationGrpcService;
import io.emkd.grpc.interaction.InteractionGrpcService;
import io.emkd.grpc.item.ItemGrpcService;
import io.emkd.grpc.model.ModelGrpcService;
import io.emkd.grpc.recommendation.RecommendationGrpcService;
import io.emkd.grpc.training.TrainingGrpcService;
import io.emkd.grpc.transfer.Transfers;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The gRPC services. */
@Module
interface ServiceModule {
  @Provides
  @Singleton
  static Transfers transfers(ServerSettings settings) {
    return new Transfers(
        settings.stores().dataDirectory().resolve("uploads"), settings.limits().transfers());
  }

  @Provides
  @Singleton
  static DatasetGrpcService datasets(
      DatasetStore datasets,
      ModelStore models,
      DatasetFiles files,
      Transfers transfers,
      ServerSettings settings) {
    return new DatasetGrpcService(
        datasets,
        new DescribeDataset(datasets),
        new DeleteDataset(datasets, models),
        new ImportDataset(datasets, files),
        new ExportDataset(datasets, files),
        transfers,
        settings.limits().calls());
  }

  @Provides
  @Singleton
  static AppendInteractions append(InteractionLog log, Clock clock) {
    return new AppendInteractions(log, clock);
  }

  @Provides
  @Singleton
  static InteractionGrpcService interactions(
      AppendInteractions append, InteractionLog log, ServerSettings settings) {
    return new InteractionGrpcService(append, log, settings.limits().calls());
  }

  @Provides
  @Singleton
  static ItemGrpcService items(ItemStore items, InactiveItems inactive, KnownItems known) {
    return new ItemGrpcService(new UpsertItems(items), inactive, known);
  }

  @Provides
  @Singleton
  static TrainingGrpcService trainings(
      Trainings queue, ModelStore models, ServerSettings settings) {
    return new TrainingGrpcService(queue, models, settings.limits().calls());
  }

  @Provides
  @Singleton
  static EvaluationGrpcService evaluation(
      EvaluateEnsemble evaluate, ModelStore models, ServerSettings settings) {
    return new EvaluationGrpcService(evaluate, models, settings.limits().calls());
  }

  @Provides
  @Singleton
  static RecommendationGrpcService recommendation(
      RecommendItems recommend,
      FindSimilarItems similar,
      EncodeHistory encode,
      Observers observers,
      Clock clock,
      ServerSettings settings) {
    return new RecommendationGrpcService(
        recommend, similar, encode, observers.exposures(), clock, settings.limits().calls());
  }

  @Provides
  @Singleton
  static ModelGrpcService models(
      ModelStore models, ManageVersions versions, ImportModel importModel, Transfers transfers) {
    return new ModelGrpcService(models, versions, importModel, transfers);
  }
}
