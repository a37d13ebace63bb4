package io.emkd.bootstrap.graph;

import io.emkd.domain.serving.ScoringLimits;
import java.nio.file.Path;

/**
 * What the object graph is built from.
 *
 * @param dataDirectory holds the database, models, trainings and uploads
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param trainingThreads of a training; 0 takes all processors
 * @param scoring how much serving takes on
 * @param versionsKept the newest versions of a model that stay after a training; 0 keeps all
 */
public record ServerSettings(
    Path dataDirectory,
    String device,
    int trainingThreads,
    ScoringLimits scoring,
    int versionsKept) {}
