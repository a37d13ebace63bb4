package io.emkd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this program was built from.
 *
 * @param commit of git, shortened; empty where there was no repository
 * @param changed whether files of the commit were changed before it was built
 * @param tensorflow the version of TensorFlow's native code
 * @param tensorflowJava the version of what calls it
 */
public record BuildFacts(
    String version, String commit, boolean changed, String tensorflow, String tensorflowJava) {
  private static final String FILE = "build.properties";

  /** Reads what the build wrote beside this class. */
  public static BuildFacts read() {
    Properties facts = new Properties();
    try (InputStream file = BuildFacts.class.getResourceAsStream(FILE)) {
      facts.load(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    String commit = facts.getProperty("commit");
    return new BuildFacts(
        facts.getProperty("version"),
        // Maven leaves what nobody filled in.
        commit.startsWith("$") ? "" : commit,
        Boolean.parseBoolean(facts.getProperty("changed")),
        facts.getProperty("tensorflow"),
        facts.getProperty("tensorflow-java"));
  }

  /** Names the program, as who reports a fault or looks at a result needs it. */
  public String program() {
    return "emkd "
        + version
        + (commit.isEmpty() ? "" : " (commit " + commit + (changed ? ", changed" : "") + ")");
  }

  /** Names what it computes with. */
  public String library() {
    return "TensorFlow " + tensorflow + " (TensorFlow Java " + tensorflowJava + ")";
  }
}
