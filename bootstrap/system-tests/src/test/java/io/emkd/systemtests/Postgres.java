package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.PostgreSQLContainer;

/** A PostgreSQL that can be killed and started again. */
final class Postgres implements AutoCloseable {
  private final Network network;
  private final PostgreSQLContainer<?> container;
  private final String url;

  private Postgres(Network network, PostgreSQLContainer<?> container) {
    this.network = network;
    this.container = container;
    // The container's own address, because a mapped port may be another one after a restart.
    String address =
        container
            .getContainerInfo()
            .getNetworkSettings()
            .getNetworks()
            .values()
            .iterator()
            .next()
            .getIpAddress();
    this.url = "jdbc:postgresql://" + address + ":5432/" + container.getDatabaseName();
  }

  /** Skips the test where there is no Docker engine. */
  static Postgres start() {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "SKIPPED: no Docker engine; shared/tools/docker-postgres starts one");
    // Of its own: in one that is shared another container may take the address of a killed one.
    Network network = Network.newNetwork();
    PostgreSQLContainer<?> container =
        new PostgreSQLContainer<>("postgres:15").withNetwork(network);
    container.start();
    return new Postgres(network, container);
  }

  /** As environment variables of a server. */
  Map<String, String> settings(String roles, String sharedDirectory) {
    return Map.of(
        "EMKD_DATABASE_URL",
        url,
        "EMKD_DATABASE_USER",
        container.getUsername(),
        "EMKD_DATABASE_PASSWORD",
        container.getPassword(),
        "EMKD_ROLES",
        roles,
        "EMKD_SHARED_DIR",
        sharedDirectory);
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, container.getUsername(), container.getPassword());
  }

  void kill() {
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  void startAgain() throws InterruptedException {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    for (int attempt = 0; attempt < 100; attempt++) {
      try (Connection connection = connect()) {
        assertThat(connection.isValid(1)).isTrue();
        return;
      } catch (SQLException notYet) {
        Thread.sleep(200);
      }
    }
    throw new IllegalStateException("PostgreSQL did not come back");
  }

  @Override
  public void close() {
    container.stop();
    network.close();
  }
}
