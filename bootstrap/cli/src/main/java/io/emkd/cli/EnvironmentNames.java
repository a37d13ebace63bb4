package io.emkd.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The environment variables that begin with {@code EMKD_}. */
final class EnvironmentNames {
  static final String LOG_LEVEL = "EMKD_LOG_LEVEL";

  /** Besides the server's settings; the launcher reads the last two. */
  private static final Set<String> OTHERS =
      Set.of(
          Target.VARIABLE,
          ServerCredentials.TLS,
          ServerCredentials.CA,
          ServerCredentials.CERTIFICATE,
          ServerCredentials.KEY,
          ServerCredentials.TOKEN_FILE,
          LOG_LEVEL,
          "EMKD_JAVA_OPTIONS",
          "EMKD_PROFILE");

  /** What Kubernetes sets in each container, of a Service whose name begins with emkd. */
  private static final Pattern OF_A_SERVICE =
      Pattern.compile("EMKD(_\\w+)?_(SERVICE_HOST|SERVICE_PORT\\w*|PORT|PORT_\\d+_\\w+)");

  private static final Set<String> LEVELS =
      Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

  /** Edits: with more, EMKD_ROLES of the server would pass for EMKD_TLS. */
  private static final int MISSPELT = 2;

  private EnvironmentNames() {}

  static Set<String> known() {
    Set<String> known = new TreeSet<>(OTHERS);
    CommandModule.all().forEach(module -> known.addAll(module.environment()));
    return known;
  }

  /** A line that names what nobody reads; empty where there is nothing of the kind. */
  static String warning(Map<String, String> environment) {
    Set<String> known = known();
    // The client's class path does not know the server's settings, which may be set for both.
    boolean knowsAll = !CommandModule.all().isEmpty();
    return environment.keySet().stream()
        .filter(name -> name.startsWith("EMKD_"))
        .filter(name -> knowsAll || Nearest.to(name, known, MISSPELT).isPresent())
        .filter(name -> !known.contains(name) && !OF_A_SERVICE.matcher(name).matches())
        .sorted()
        .map(name -> name + Nearest.to(name, known).map(n -> " (" + n + "?)").orElse(""))
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(", "),
                names -> names.isEmpty() ? "" : "emkd: nothing reads the environment's " + names));
  }

  /**
   * @throws CliException if the log's level is none: the log would be at DEBUG without a word
   */
  static void requireLogLevel(Map<String, String> environment) {
    String level = environment.getOrDefault(LOG_LEVEL, "");
    if (!level.isEmpty() && !LEVELS.contains(level.toUpperCase(Locale.ROOT))) {
      throw new CliException(
          LOG_LEVEL + " is '" + level + "' but must be TRACE, DEBUG, INFO, WARN, ERROR or OFF");
    }
  }
}
