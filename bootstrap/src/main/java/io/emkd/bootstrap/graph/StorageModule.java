package io.emkd.bootstrap.graph;

import dagger.Module;
import dagger.Provides;
import io.emkd.domain.port.CheckpointStore;
import io.emkd.domain.port.DatasetStore;
import io.emkd.domain.port.InteractionLog;
import io.emkd.domain.port.ItemStore;
import io.emkd.domain.port.ModelStore;
import io.emkd.domain.port.TrainingJournal;
import io.emkd.domain.port.TrainingLeases;
import io.emkd.storage.files.FileCheckpointStore;
import io.emkd.storage.files.FileModelStore;
import io.emkd.storage.files.Sharing;
import io.emkd.storage.sql.PostgresDatabase;
import io.emkd.storage.sql.PostgresTrainingLeases;
import io.emkd.storage.sql.SqlDatabase;
import io.emkd.storage.sql.SqlDatasetStore;
import io.emkd.storage.sql.SqlInteractionLog;
import io.emkd.storage.sql.SqlItemStore;
import io.emkd.storage.sql.SqlTrainingJournal;
import io.emkd.storage.sql.SqliteDatabase;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/** What keeps datasets, models and trainings. */
@Module
interface StorageModule {
  @Provides
  @Singleton
  static SqlDatabase database(ServerSettings settings) {
    if (settings.postgres().isPresent()) {
      return new PostgresDatabase(settings.postgres().get());
    }
    try {
      Files.createDirectories(settings.dataDirectory());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return SqliteDatabase.open(settings.dataDirectory().resolve("emkd.sqlite"));
  }

  @Provides
  @Singleton
  static DatasetStore datasets(SqlDatabase database) {
    return new SqlDatasetStore(database);
  }

  @Provides
  @Singleton
  static InteractionLog interactions(SqlDatabase database) {
    return new SqlInteractionLog(database);
  }

  @Provides
  @Singleton
  static ItemStore items(SqlDatabase database) {
    return new SqlItemStore(database);
  }

  @Provides
  @Singleton
  static TrainingJournal journal(SqlDatabase database) {
    return new SqlTrainingJournal(database);
  }

  @Provides
  @Singleton
  static Optional<TrainingLeases> leases(SqlDatabase database) {
    return database instanceof PostgresDatabase shared
        ? Optional.of(new PostgresTrainingLeases(shared))
        : Optional.empty();
  }

  private static Sharing sharing(ServerSettings settings) {
    return settings.postgres().isPresent() ? Sharing.SEVERAL_PROCESSES : Sharing.ONE_PROCESS;
  }

  @Provides
  @Singleton
  static ModelStore models(ServerSettings settings) {
    return new FileModelStore(settings.sharedDirectory().resolve("models"), sharing(settings));
  }

  @Provides
  @Singleton
  static CheckpointStore checkpoints(ServerSettings settings) {
    return new FileCheckpointStore(
        settings.sharedDirectory().resolve("trainings"), sharing(settings));
  }
}
