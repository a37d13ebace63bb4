package io.emkd.experiments.comparison;

import com.google.common.base.Splitter;
import io.emkd.cli.CliException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One configuration of several that are set beside each other.
 *
 * @param name part of its models' names: lower-case letters, digits, '.', '_' or '-'
 * @param suggested what those that all rows share are in place of
 * @param settings in place of those that all rows share
 */
record Row(String name, Map<String, String> suggested, Map<String, String> settings) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,30}");

  Row {
    if (!NAME.matcher(name).matches()) {
      throw new CliException(
          "--row's name is '"
              + name
              + "' but must be 1 to 31 lower-case letters, digits, '.', '_' or '-'");
    }
    suggested = Map.copyOf(suggested);
    settings = Map.copyOf(settings);
  }

  /** A row of settings KEY=VALUE. */
  static Row of(String name, String... settings) {
    return new Row(name, Map.of(), settings(String.join(" ", settings)));
  }

  /** The same with settings KEY=VALUE that hold unless all rows share others. */
  Row suggesting(String... suggested) {
    return new Row(name, settings(String.join(" ", suggested)), settings);
  }

  /** Returns all settings of this row, with those that all rows share. */
  Map<String, String> with(Map<String, String> shared) {
    Map<String, String> all = new LinkedHashMap<>(suggested);
    all.putAll(shared);
    all.putAll(settings);
    return all;
  }

  /**
   * Reads {@code NAME: KEY=VALUE KEY=VALUE}.
   *
   * @throws CliException if it is written otherwise
   */
  static Row parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new CliException("--row is '" + text + "' but must be 'NAME: KEY=VALUE KEY=VALUE'");
    }
    return of(text.substring(0, colon).strip(), text.substring(colon + 1));
  }

  private static Map<String, String> settings(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : Splitter.onPattern("\\s+").omitEmptyStrings().split(text)) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new CliException("--row has '" + setting + "' where KEY=VALUE belongs");
      }
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return settings;
  }
}
