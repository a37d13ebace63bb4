package io.emkd.server.metrics;

import io.emkd.cli.EmkdCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * What this server was built from, as {@code emkd --version} says it.
 *
 * @param commit of git; {@code unknown} where there was no repository
 */
record BuildInfo(String version, String commit, String tensorflow) {
  static BuildInfo read() {
    Properties facts = new Properties();
    try (InputStream file =
        Objects.requireNonNull(EmkdCommand.class.getResourceAsStream("build.properties"))) {
      facts.load(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    String commit = facts.getProperty("commit", "");
    return new BuildInfo(
        facts.getProperty("version", ""),
        // Maven leaves what nobody filled in.
        commit.isEmpty() || commit.startsWith("$") ? "unknown" : commit,
        facts.getProperty("tensorflow", ""));
  }
}
