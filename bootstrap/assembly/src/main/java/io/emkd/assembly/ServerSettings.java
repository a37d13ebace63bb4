package io.emkd.assembly;

import io.emkd.domain.serving.ScoringLimits;
import io.emkd.storage.sql.PostgresDatabase;
import io.emkd.tensorflow.index.IndexSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What the object graph is built from.
 *
 * @param roles what this process does
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param limits what clients may take
 * @param program names what this was built from, for what it leaves to be looked at
 */
public record ServerSettings(
    ServerSettings.Stores stores,
    Set<Role> roles,
    String device,
    ServerSettings.Training training,
    ServerSettings.Serving serving,
    ServerLimits limits,
    String program) {
  /**
   * Where everything is kept.
   *
   * @param dataDirectory holds the embedded database and uploads
   * @param shared holds models and trainings; the same for all servers of one database
   * @param postgres the database in place of the embedded one
   */
  public record Stores(
      Path dataDirectory, SharedStore shared, Optional<PostgresDatabase.Settings> postgres) {}

  /**
   * How trainings run.
   *
   * @param threads of one; 0 takes all processors
   * @param resumes whether one that a stop or a crash interrupted goes on at the next start; with
   *     PostgreSQL it does anyway
   * @param versionsKept the newest versions of a model that stay after one; 0 keeps all
   */
  public record Training(int threads, boolean resumes, int versionsKept) {}

  /**
   * How requests are answered.
   *
   * @param scoring how much serving takes on
   * @param index when recommendations come from an approximate index
   * @param versionsInMemory at most, those in use aside
   */
  public record Serving(ScoringLimits scoring, IndexSettings index, int versionsInMemory) {}
}
