package io.emkd.bootstrap.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How the settings of {@link ServerConfiguration} are called. */
public final class SettingNames {
  static final String PREFIX = "emkd.";

  /** Read by application.yml alone. */
  private static final String METRICS_HOST = "emkd.metrics-host";

  private SettingNames() {}

  /** In a file, e.g. {@code emkd.data-dir}. */
  public static Set<String> inFiles() {
    Set<String> names =
        Arrays.stream(ServerConfiguration.class.getMethods())
            .map(method -> method.getName())
            .filter(name -> name.startsWith("set"))
            .map(name -> inFile(name.substring(3)))
            .collect(Collectors.toCollection(TreeSet::new));
    names.add(METRICS_HOST);
    return names;
  }

  /**
   * @param property as in the name of its getter, e.g. {@code DataDir}
   */
  public static String inFile(String property) {
    return PREFIX + property.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** In the environment, e.g. {@code EMKD_DATA_DIR}. */
  public static Set<String> inEnvironment() {
    return inFiles().stream()
        .map(name -> name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
