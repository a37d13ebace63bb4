package io.emkd.assembly;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.InteractionLog;
import io.emkd.domain.dataset.ItemStore;
import io.emkd.domain.dataset.KnownItems;
import io.emkd.domain.dataset.ObservedDatasetStore;
import io.emkd.domain.dataset.ObservedInteractionLog;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.files.DatasetFiles;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.training.CheckpointStore;
import io.emkd.domain.training.TrainingDataStore;
import io.emkd.domain.training.TrainingJournal;
import io.emkd.domain.training.TrainingLeases;
import io.emkd.storage.artifact.ArtifactCheckpointStore;
import io.emkd.storage.artifact.ArtifactModelStore;
import io.emkd.storage.artifact.ArtifactTrainingDataStore;
import io.emkd.storage.artifact.Artifacts;
import io.emkd.storage.artifact.Sharing;
import io.emkd.storage.artifact.local.LocalArtifacts;
import io.emkd.storage.artifact.s3.S3Artifacts;
import io.emkd.storage.artifact.s3.S3Bucket;
import io.emkd.storage.disk.Leftovers;
import io.emkd.storage.formats.FormatFiles;
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
import java.time.Clock;
import java.util.Optional;

/** What keeps datasets, models and trainings. */
@Module
interface StorageModule {
  @Provides
  @Singleton
  static SqlDatabase database(ServerSettings settings) {
    if (settings.stores().postgres().isPresent()) {
      return new PostgresDatabase(settings.stores().postgres().get());
    }
    try {
      Files.createDirectories(settings.stores().dataDirectory());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return SqliteDatabase.open(
        settings.stores().dataDirectory().resolve("emkd.sqlite"),
        settings.stores().shared() instanceof SharedStore.Directory shared
            ? Optional.of(shared.path())
            : Optional.empty());
  }

  @Provides
  @Singleton
  static DatasetStore datasets(
      SqlDatabase database,
      ServerSettings settings,
      DamagedArtifacts damaged,
      Observers observers) {
    // The database is open, so this process has the data directory, and nothing is in use yet.
    Leftovers.sweep(settings.stores().dataDirectory().resolve("uploads"));
    return new ObservedDatasetStore(
        new SqlDatasetStore(
            database, settings.stores().dataDirectory().resolve("scratch"), damaged),
        observers.store());
  }

  @Provides
  @Singleton
  static DatasetFiles files(Clock clock) {
    return new FormatFiles(clock);
  }

  @Provides
  @Singleton
  static InteractionLog interactions(SqlDatabase database, Observers observers) {
    return new ObservedInteractionLog(new SqlInteractionLog(database), observers.store());
  }

  @Provides
  @Singleton
  static SqlItemStore sqlItems(SqlDatabase database) {
    return new SqlItemStore(database);
  }

  @Binds
  ItemStore items(SqlItemStore items);

  @Binds
  KnownItems knownItems(SqlItemStore items);

  @Provides
  @Singleton
  static DamagedArtifacts damaged() {
    return new DamagedArtifacts();
  }

  @Provides
  @Singleton
  static TrainingJournal journal(SqlDatabase database, DamagedArtifacts damaged) {
    return new SqlTrainingJournal(database, damaged);
  }

  @Provides
  @Singleton
  static Optional<TrainingLeases> leases(SqlDatabase database) {
    return database instanceof PostgresDatabase shared
        ? Optional.of(new PostgresTrainingLeases(shared))
        : Optional.empty();
  }

  @Provides
  @Singleton
  static Optional<S3Bucket> bucket(ServerSettings settings) {
    return settings.stores().shared() instanceof SharedStore.ObjectStore store
        ? Optional.of(new S3Bucket(store.bucket()))
        : Optional.empty();
  }

  /** The artifacts of that name; from an object store they are copied below the data directory. */
  private static Artifacts artifacts(
      ServerSettings settings, Optional<S3Bucket> bucket, String name) {
    if (settings.stores().shared() instanceof SharedStore.ObjectStore store) {
      return new S3Artifacts(
          bucket.orElseThrow(),
          store.prefix() + name + "/",
          settings.stores().dataDirectory().resolve("cache").resolve(name));
    }
    return new LocalArtifacts(
        ((SharedStore.Directory) settings.stores().shared()).path().resolve(name),
        settings.stores().postgres().isPresent() ? Sharing.SEVERAL_PROCESSES : Sharing.ONE_PROCESS);
  }

  @Provides
  @Singleton
  static ModelStore models(
      ServerSettings settings,
      Optional<S3Bucket> bucket,
      DamagedArtifacts damaged,
      SqlDatabase unusedButLockedBefore) {
    return new ArtifactModelStore(artifacts(settings, bucket, "models"), damaged);
  }

  @Provides
  @Singleton
  static CheckpointStore checkpoints(
      ServerSettings settings,
      Optional<S3Bucket> bucket,
      DamagedArtifacts damaged,
      SqlDatabase unusedButLockedBefore) {
    return new ArtifactCheckpointStore(artifacts(settings, bucket, "trainings"), damaged);
  }

  @Provides
  @Singleton
  static TrainingDataStore trainingData(
      ServerSettings settings, Optional<S3Bucket> bucket, SqlDatabase unusedButLockedBefore) {
    return new ArtifactTrainingDataStore(artifacts(settings, bucket, "trainings"));
  }
}
