package io.emkd.bootstrap.server;

import io.emkd.bootstrap.graph.ServerSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import java.nio.file.Path;

/**
 * What Micronaut reads from flags, environment and configuration file, in that order of precedence.
 */
@ConfigurationProperties("emkd")
public class ServerConfiguration {
  private String dataDir = ".emkd";
  private String device = "auto";
  private int trainingThreads;

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

  ServerSettings settings() {
    return new ServerSettings(Path.of(dataDir), device, trainingThreads);
  }
}
