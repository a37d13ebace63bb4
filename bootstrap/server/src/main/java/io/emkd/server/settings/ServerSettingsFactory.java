package io.emkd.server.settings;

import io.emkd.assembly.Role;
import io.emkd.assembly.ServerSettings;
import io.emkd.assembly.SharedStore;
import io.emkd.cli.BuildFacts;
import io.emkd.domain.error.Violations;
import io.emkd.domain.serving.ScoringLimits;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.Objects;

/** What the object graph is built from, of what the server was told. */
@Factory
final class ServerSettingsFactory {
  /**
   * @throws io.emkd.domain.error.InvalidInputException naming everything that does not go together
   */
  @Singleton
  ServerSettings settings(
      StoreSettings store,
      DatabaseSettings database,
      ProcessSettings process,
      VersionSettings versions,
      ScoringSettings scoring,
      SecuritySettings security,
      EventSettings events,
      ExposureSettings exposures,
      LimitSettings limits) {
    Violations violations = new Violations();
    violations.require(
        database.postgres().isPresent() || process.roleSet().size() == Role.values().length,
        "roles",
        "'" + process.roles() + "'",
        "serving,training with an embedded database, which one process has alone; PostgreSQL"
            + " (database_url) lets several share the work");
    SharedStore shared = violations.attempt(store::sharedStore);
    ScoringLimits queue = violations.attempt(scoring::limits);
    var index = violations.attempt(scoring::index);
    var taken = violations.attempt(limits::limits);
    violations.attempt(security::checked);
    violations.attempt(events::checked);
    violations.attempt(exposures::checked);
    violations.throwIfAny();
    BuildFacts build = BuildFacts.read();
    return new ServerSettings(
        new ServerSettings.Stores(
            store.dataDirectory(), Objects.requireNonNull(shared), database.postgres()),
        process.roleSet(),
        process.device(),
        new ServerSettings.Training(
            process.trainingThreads(), process.resumeTrainings(), versions.versionsKept()),
        new ServerSettings.Serving(
            Objects.requireNonNull(queue),
            Objects.requireNonNull(index),
            versions.versionsInMemory()),
        Objects.requireNonNull(taken),
        build.program() + ", " + build.library());
  }
}
