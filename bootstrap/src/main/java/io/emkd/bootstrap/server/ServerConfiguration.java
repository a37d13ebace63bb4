package io.emkd.bootstrap.server;

import io.emkd.bootstrap.graph.ServerSettings;
import io.emkd.domain.serving.ScoringLimits;
import io.micronaut.context.annotation.ConfigurationProperties;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What Micronaut reads from flags, environment and configuration file, in that order of precedence.
 */
@ConfigurationProperties("emkd")
public class ServerConfiguration {
  private String dataDir = ".emkd";
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

  ServerSettings settings() {
    return new ServerSettings(
        Path.of(dataDir),
        device,
        trainingThreads,
        new ScoringLimits(scoringBatchSize, scoringQueueSize, scoringQueueDelay),
        versionsKept);
  }
}
