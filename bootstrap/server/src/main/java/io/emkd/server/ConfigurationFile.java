package io.emkd.server;

import io.emkd.cli.Nearest;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.server.settings.Settings;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the file of {@code serve --config}, where a misspelt key must not pass for a default. */
final class ConfigurationFile {
  /** Of the libraries that run the process; what is beneath is theirs. */
  private static final List<String> OTHERS =
      List.of("micronaut.", "grpc.", "endpoints.", "logger.");

  private static final String VALID = "a readable YAML file";

  private ConfigurationFile() {}

  /**
   * @return values by key, e.g. {@code emkd.data-dir}
   * @throws InvalidInputException naming the file, or every key that is none
   */
  static Map<String, Object> read(Path file) {
    if (Files.isDirectory(file)) {
      throw new InvalidInputException("config", file, VALID + ": that is a directory");
    }
    try {
      byte[] content = Files.readAllBytes(file);
      requireKeys(file, content);
      Map<String, Object> settings =
          new YamlPropertySourceLoader().read(file.toString(), new ByteArrayInputStream(content));
      requireKnown(file, settings.keySet());
      return settings;
    } catch (MarkedYAMLException unreadable) {
      throw new InvalidInputException(
          "config",
          file,
          "YAML: line "
              + (unreadable.getProblemMark().getLine() + 1)
              + ", column "
              + (unreadable.getProblemMark().getColumn() + 1)
              + ": "
              + unreadable.getProblem());
    } catch (YAMLException unreadable) {
      throw new InvalidInputException("config", file, "YAML: " + unreadable.getMessage());
    } catch (IOException unreadable) {
      throw new InvalidInputException("config", file, VALID);
    }
  }

  /**
   * Micronaut takes what is neither keys nor values for an empty file, and the last of two keys.
   */
  private static void requireKeys(Path file, byte[] content) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object root = new Yaml(new SafeConstructor(options)).load(new ByteArrayInputStream(content));
    if (root != null && !(root instanceof Map)) {
      throw new InvalidInputException(
          "config", file, "YAML, a key and a value a line, such as 'emkd.port: 50051'");
    }
  }

  private static void requireKnown(Path file, Set<String> keys) {
    Set<String> known = Settings.keys();
    Violations violations = new Violations();
    for (String key : keys) {
      violations.require(
          known.contains(key) || OTHERS.stream().anyMatch(key::startsWith),
          "config",
          file + " with the key '" + key + "'",
          "of keys that are documented: emkd.*, or of the libraries "
              + String.join("*, ", OTHERS)
              + "*"
              + hint(key, known));
    }
    violations.throwIfAny();
  }

  /** Who forgot the prefix means the setting, too. */
  private static String hint(String key, Set<String> known) {
    String prefixed = "emkd." + key;
    return Nearest.hint(known.contains(prefixed) ? prefixed : key, known);
  }
}
