package io.emkd.server.health;

import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Ready is a server whose store answers and that has loaded every model that answers, until it is
 * told to stop. A model that is damaged makes no server unready: the others answer. Thread-safe.
 */
@Singleton
public final class ServerReadiness {
  /** Those that can do nothing without the store. */
  private static final List<String> OF_THE_STORE =
      List.of(
          DatasetServiceGrpc.SERVICE_NAME,
          EvaluationServiceGrpc.SERVICE_NAME,
          InteractionServiceGrpc.SERVICE_NAME,
          ItemServiceGrpc.SERVICE_NAME,
          ModelServiceGrpc.SERVICE_NAME,
          TrainingServiceGrpc.SERVICE_NAME);

  private final HealthStatusManager health;
  private boolean storeAnswers;
  private boolean modelsAreWarm;
  private boolean stops;

  ServerReadiness(HealthStatusManager health, MeterRegistry registry) {
    this.health = health;
    Gauge.builder("emkd.ready", () -> isReady() ? 1 : 0).register(registry);
    Gauge.builder("emkd.store.up", () -> storeAnswers() ? 1 : 0).register(registry);
    tell();
  }

  /** Whether the store answered when it was asked last. */
  public synchronized void store(boolean answers) {
    storeAnswers = answers;
    tell();
  }

  /** Every model that answers has been loaded, or was found to be damaged. */
  public synchronized void warm() {
    modelsAreWarm = true;
    tell();
  }

  /** Nothing makes it ready again. */
  public synchronized void stop() {
    stops = true;
    health.enterTerminalState();
  }

  /** Whether calls may be sent. */
  public synchronized boolean isReady() {
    return storeAnswers && modelsAreWarm && !stops;
  }

  synchronized boolean storeAnswers() {
    return storeAnswers;
  }

  synchronized boolean modelsAreWarm() {
    return modelsAreWarm;
  }

  synchronized boolean stops() {
    return stops;
  }

  private void tell() {
    if (stops) {
      return;
    }
    OF_THE_STORE.forEach(service -> health.setStatus(service, status(storeAnswers)));
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status(isReady()));
  }

  private static ServingStatus status(boolean serves) {
    return serves ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }
}
