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
 * @param dataDirectory holds the embedded database and uploads
 * @param sharedStore holds models and trainings; the same for all servers of one database
 * @param roles what this process does
 * @param postgres the database in place of the embedded one
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param trainingThreads of a training; 0 takes all processors
 * @param resumeTrainings whether a training that a stop or a crash interrupted goes on at the next
 *     start; with PostgreSQL it does anyway
 * @param scoring how much serving takes on
 * @param index when recommendations come from an approximate index
 * @param versionsInMemory at most, those in use aside
 * @param versionsKept the newest versions of a model that stay after a training; 0 keeps all
 * @param limits what clients may take
 */
public record ServerSettings(
    Path dataDirectory,
    SharedStore sharedStore,
    Set<Role> roles,
    Optional<PostgresDatabase.Settings> postgres,
    String device,
    int trainingThreads,
    boolean resumeTrainings,
    ScoringLimits scoring,
    IndexSettings index,
    int versionsInMemory,
    int versionsKept,
    ServerLimits limits) {}
