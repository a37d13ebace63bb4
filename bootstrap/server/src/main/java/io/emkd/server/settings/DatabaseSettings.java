package io.emkd.server.settings;

import io.emkd.storage.sql.PostgresDatabase;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Optional;

/** A database in place of the embedded one. */
@Introspected
@ConfigurationProperties("emkd")
record DatabaseSettings(
    @Setting("`jdbc:postgresql://HOST:PORT/DATABASE` in place of the embedded database")
        @Pattern(regexp = "|jdbc:postgresql://.*", message = "jdbc:postgresql://HOST:PORT/DATABASE")
        String databaseUrl,
    @Setting(
            value =
                "who connects to PostgreSQL; the password comes from the environment or the file",
            byDefault = "emkd")
        String databaseUser,
    @Setting(value = "of that user; no flag, which others on the machine could read", flag = false)
        String databasePassword,
    @Setting(value = "at most, and at least 4", byDefault = "16", flag = false)
        @Min(value = 4, message = "at least 4")
        int databaseConnections,
    @Setting(value = "of a statement that a request waits for", byDefault = "30s", flag = false)
        @AtLeast(value = 1, message = "a duration above 0, e.g. 30s")
        Duration databaseTimeout) {
  Optional<PostgresDatabase.Settings> postgres() {
    return databaseUrl.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PostgresDatabase.Settings(
                databaseUrl, databaseUser, databasePassword, databaseConnections, databaseTimeout));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + databaseUrl + ", " + databaseUser + "]";
  }
}
