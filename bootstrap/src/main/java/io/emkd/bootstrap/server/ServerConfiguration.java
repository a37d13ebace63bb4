package io.emkd.bootstrap.server;

import io.emkd.bootstrap.graph.Role;
import io.emkd.bootstrap.graph.ServerSettings;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.storage.sql.PostgresDatabase;
import io.micronaut.context.annotation.ConfigurationProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What Micronaut reads from flags, environment and configuration file, in that order of precedence.
 */
@ConfigurationProperties("emkd")
public class ServerConfiguration {
  private String dataDir = ".emkd";
  private String sharedDir = "";
  private String roles = "serving,training";
  private String databaseUrl = "";
  private String databaseUser = "emkd";
  private String databasePassword = "";
  private int databaseConnections = 16;
  private Duration databaseTimeout = Duration.ofSeconds(30);
  private String device = "auto";
  private int trainingThreads;
  private int versionsKept = 10;
  private int scoringBatchSize = ScoringLimits.DEFAULT.batchSize();
  private int scoringQueueSize = ScoringLimits.DEFAULT.queueSize();
  private Duration scoringQueueDelay = ScoringLimits.DEFAULT.queueDelay();

  public String getDataDir() {
    return dataDir;
  }

  public void setDataDir(String dataDir) {
    this.dataDir = dataDir;
  }

  public String getSharedDir() {
    return sharedDir;
  }

  public void setSharedDir(String sharedDir) {
    this.sharedDir = sharedDir;
  }

  public String getRoles() {
    return roles;
  }

  public void setRoles(String roles) {
    this.roles = roles;
  }

  public String getDatabaseUrl() {
    return databaseUrl;
  }

  public void setDatabaseUrl(String databaseUrl) {
    this.databaseUrl = databaseUrl;
  }

  public String getDatabaseUser() {
    return databaseUser;
  }

  public void setDatabaseUser(String databaseUser) {
    this.databaseUser = databaseUser;
  }

  public String getDatabasePassword() {
    return databasePassword;
  }

  public void setDatabasePassword(String databasePassword) {
    this.databasePassword = databasePassword;
  }

  public int getDatabaseConnections() {
    return databaseConnections;
  }

  public void setDatabaseConnections(int databaseConnections) {
    this.databaseConnections = databaseConnections;
  }

  public Duration getDatabaseTimeout() {
    return databaseTimeout;
  }

  public void setDatabaseTimeout(Duration databaseTimeout) {
    this.databaseTimeout = databaseTimeout;
  }

  public String getDevice() {
    return device;
  }

  public void setDevice(String device) {
    this.device = device;
  }

  public int getTrainingThreads() {
    return trainingThreads;
  }

  public void setTrainingThreads(int trainingThreads) {
    this.trainingThreads = trainingThreads;
  }

  public int getScoringBatchSize() {
    return scoringBatchSize;
  }

  public void setScoringBatchSize(int scoringBatchSize) {
    this.scoringBatchSize = scoringBatchSize;
  }

  public int getScoringQueueSize() {
    return scoringQueueSize;
  }

  public void setScoringQueueSize(int scoringQueueSize) {
    this.scoringQueueSize = scoringQueueSize;
  }

  public Duration getScoringQueueDelay() {
    return scoringQueueDelay;
  }

  public void setScoringQueueDelay(Duration scoringQueueDelay) {
    this.scoringQueueDelay = scoringQueueDelay;
  }

  public int getVersionsKept() {
    return versionsKept;
  }

  public void setVersionsKept(int versionsKept) {
    this.versionsKept = versionsKept;
  }

  private Set<Role> roleSet() {
    Set<Role> set = EnumSet.noneOf(Role.class);
    for (String name : roles.split(",")) {
      Arrays.stream(Role.values())
          .filter(role -> role.name().equalsIgnoreCase(name.strip()))
          .findFirst()
          .ifPresentOrElse(
              set::add,
              () -> {
                throw new InvalidInputException(
                    "roles", "'" + roles + "'", "serving, training, or both with a comma");
              });
    }
    new Violations()
        .require(
            !databaseUrl.isEmpty() || set.size() == Role.values().length,
            "roles",
            "'" + roles + "'",
            "serving,training with an embedded database, which one process has alone; PostgreSQL"
                + " (database_url) lets several share the work")
        .throwIfAny();
    return set;
  }

  private Optional<PostgresDatabase.Settings> postgres() {
    if (databaseUrl.isEmpty()) {
      return Optional.empty();
    }
    new Violations()
        .require(
            databaseUrl.startsWith("jdbc:postgresql://"),
            "database_url",
            "'" + databaseUrl + "'",
            "jdbc:postgresql://HOST:PORT/DATABASE")
        .require(
            databaseConnections >= 4, "database_connections", databaseConnections, "at least 4")
        .throwIfAny();
    return Optional.of(
        new PostgresDatabase.Settings(
            databaseUrl, databaseUser, databasePassword, databaseConnections, databaseTimeout));
  }

  ServerSettings settings() {
    return new ServerSettings(
        Path.of(dataDir),
        Path.of(sharedDir.isEmpty() ? dataDir : sharedDir),
        roleSet(),
        postgres(),
        device,
        trainingThreads,
        new ScoringLimits(scoringBatchSize, scoringQueueSize, scoringQueueDelay),
        versionsKept);
  }
}
