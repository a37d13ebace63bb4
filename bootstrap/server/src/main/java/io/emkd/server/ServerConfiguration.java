package io.emkd.server;

import io.emkd.assembly.Role;
import io.emkd.assembly.ServerSettings;
import io.emkd.assembly.SharedStore;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.serving.ScoringLimits;
import io.emkd.storage.artifact.s3.S3Bucket;
import io.emkd.storage.sql.PostgresDatabase;
import io.emkd.tensorflow.index.IndexSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Micronaut reads from flags, environment and configuration file, in that order of precedence.
 */
@ConfigurationProperties("emkd")
public class ServerConfiguration {
  private static final Pattern OBJECT_STORE =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

  private static final int LARGEST_PORT = 65535;

  @Inject LimitsConfiguration limits;

  private int port = 50051;
  private int metricsPort = 9464;
  private String dataDir = ".emkd";
  private String sharedDir = "";
  private String s3Endpoint = "";
  private String s3Region = "";
  private String roles = "serving,training";
  private String databaseUrl = "";
  private String databaseUser = "emkd";
  private String databasePassword = "";
  private int databaseConnections = 16;
  private Duration databaseTimeout = Duration.ofSeconds(30);
  private String device = "auto";
  private int trainingThreads;
  private String resumeTrainings = "true";
  private int versionsInMemory = 16;
  private int versionsKept = 10;
  private int scoringBatchSize = ScoringLimits.DEFAULT.batchSize();
  private int scoringQueueSize = ScoringLimits.DEFAULT.queueSize();
  private Duration scoringQueueDelay = ScoringLimits.DEFAULT.queueDelay();
  private int indexThreshold = IndexSettings.DEFAULT.threshold();
  private double indexRecall = IndexSettings.DEFAULT.recall();
  private Duration warmUp = Duration.ofSeconds(1);

  public int getPort() {
    return port;
  }

  public void setPort(int port) {
    this.port = port;
  }

  public int getMetricsPort() {
    return metricsPort;
  }

  public void setMetricsPort(int metricsPort) {
    this.metricsPort = metricsPort;
  }

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

  public String getS3Endpoint() {
    return s3Endpoint;
  }

  public void setS3Endpoint(String s3Endpoint) {
    this.s3Endpoint = s3Endpoint;
  }

  public String getS3Region() {
    return s3Region;
  }

  public void setS3Region(String s3Region) {
    this.s3Region = s3Region;
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

  public String getResumeTrainings() {
    return resumeTrainings;
  }

  public void setResumeTrainings(String resumeTrainings) {
    this.resumeTrainings = resumeTrainings;
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

  public int getVersionsInMemory() {
    return versionsInMemory;
  }

  public void setVersionsInMemory(int versionsInMemory) {
    this.versionsInMemory = versionsInMemory;
  }

  public int getVersionsKept() {
    return versionsKept;
  }

  public void setVersionsKept(int versionsKept) {
    this.versionsKept = versionsKept;
  }

  private Set<Role> roleSet() {
    Set<Role> set = EnumSet.noneOf(Role.class);
    for (String name : roles.split(",", 0)) {
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

  private SharedStore sharedStore() {
    Optional<URI> endpoint = endpoint();
    if (!sharedDir.contains("://")) {
      new Violations()
          .require(
              endpoint.isEmpty(),
              "s3_endpoint",
              "'" + s3Endpoint + "'",
              "given only where shared_dir is s3://BUCKET/PREFIX")
          .throwIfAny();
      return new SharedStore.Directory(Path.of(sharedDir.isEmpty() ? dataDir : sharedDir));
    }
    Matcher location = OBJECT_STORE.matcher(sharedDir);
    new Violations()
        .require(
            s3Region.matches("[a-z0-9-]*"), "s3_region", "'" + s3Region + "'", "as eu-central-1")
        .require(
            location.matches(),
            "shared_dir",
            "'" + sharedDir + "'",
            "a directory or s3://BUCKET/PREFIX")
        .throwIfAny();
    String prefix = location.group(2) == null ? "" : location.group(2);
    return new SharedStore.ObjectStore(
        new S3Bucket.Settings(
            location.group(1), endpoint, Optional.of(s3Region).filter(text -> !text.isEmpty())),
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }

  public int getIndexThreshold() {
    return indexThreshold;
  }

  public void setIndexThreshold(int indexThreshold) {
    this.indexThreshold = indexThreshold;
  }

  public double getIndexRecall() {
    return indexRecall;
  }

  public void setIndexRecall(double indexRecall) {
    this.indexRecall = indexRecall;
  }

  public Duration getWarmUp() {
    return warmUp;
  }

  public void setWarmUp(Duration warmUp) {
    this.warmUp = warmUp;
  }

  private Optional<URI> endpoint() {
    if (s3Endpoint.isEmpty()) {
      return Optional.empty();
    }
    new Violations()
        .require(
            s3Endpoint.matches("https?://[^/]+/?"),
            "s3_endpoint",
            "'" + s3Endpoint + "'",
            "http://HOST:PORT or https://HOST:PORT")
        .throwIfAny();
    return Optional.of(URI.create(s3Endpoint));
  }

  ServerSettings settings() {
    new Violations()
        .require(port >= 0 && port <= LARGEST_PORT, "port", port, "0, for a free one, to 65535")
        .require(
            metricsPort >= -1 && metricsPort <= LARGEST_PORT,
            "metrics_port",
            metricsPort,
            "-1, for a free one, to 65535")
        // Read as a text, since a boolean that is misspelt would be false without a word.
        .require(
            resumeTrainings.matches("true|false"),
            "resume_trainings",
            "'" + resumeTrainings + "'",
            "true or false")
        .require(!warmUp.isNegative(), "warm_up", warmUp, "a duration, e.g. 1s, or 0s for none")
        .throwIfAny();
    return new ServerSettings(
        Path.of(dataDir),
        sharedStore(),
        roleSet(),
        postgres(),
        device,
        trainingThreads,
        Boolean.parseBoolean(resumeTrainings),
        new ScoringLimits(scoringBatchSize, scoringQueueSize, scoringQueueDelay),
        new IndexSettings(indexThreshold, indexRecall),
        versionsInMemory,
        versionsKept,
        limits.limits());
  }
}
