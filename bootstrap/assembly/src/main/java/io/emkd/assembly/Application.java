package io.emkd.assembly;

import dagger.BindsInstance;
import dagger.Component;
import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.recommendation.AnswerHistories;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.serving.ServedModels;
import io.emkd.domain.training.Trainings;
import io.emkd.grpc.dataset.DatasetGrpcService;
import io.emkd.grpc.evaluation.EvaluationGrpcService;
import io.emkd.grpc.interaction.InteractionGrpcService;
import io.emkd.grpc.item.ItemGrpcService;
import io.emkd.grpc.model.ModelGrpcService;
import io.emkd.grpc.recommendation.RecommendationGrpcService;
import io.emkd.grpc.training.TrainingGrpcService;
import io.emkd.report.training.TrainingReports;
import io.emkd.storage.artifact.s3.S3Bucket;
import io.emkd.storage.sql.SqlDatabase;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.events.EventFiles;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The hexagon: use cases, the adapters behind their ports, and the services before them. */
@Singleton
@Component(modules = {StorageModule.class, ModelModule.class, ServiceModule.class})
public interface Application {
  Device device();

  SqlDatabase database();

  Optional<S3Bucket> bucket();

  InteractionLog interactionLog();

  AppendInteractions appendInteractions();

  DamagedArtifacts damagedArtifacts();

  ModelStore modelStore();

  ServedModels servedModels();

  AnswerHistories answerHistories();

  Trainings trainings();

  EventFiles eventFiles();

  TrainingReports trainingReports();

  DatasetGrpcService datasetService();

  TrainingGrpcService trainingService();

  EvaluationGrpcService evaluationService();

  RecommendationGrpcService recommendationService();

  ModelGrpcService modelService();

  InteractionGrpcService interactionService();

  ItemGrpcService itemService();

  /** Builds the whole graph for one server: nothing of it is shared with another. */
  @Component.Factory
  interface Factory {
    Application create(@BindsInstance ServerSettings settings, @BindsInstance Observers observers);
  }
}
