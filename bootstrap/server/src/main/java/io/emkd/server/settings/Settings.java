package io.emkd.server.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All settings, in the order of the documents. */
public final class Settings {
  static final String PREFIX = "emkd.";

  private static final List<DeclaredSetting> MAIN =
      Stream.of(
              ListeningSettings.class,
              SecuritySettings.class,
              StoreSettings.class,
              DatabaseSettings.class,
              EventSettings.class,
              ExposureSettings.class,
              ProcessSettings.class,
              VersionSettings.class,
              ScoringSettings.class,
              WatchSettings.class)
          .flatMap(Settings::of)
          .toList();

  private static final List<DeclaredSetting> LIMITS = of(LimitSettings.class).toList();

  private Settings() {}

  private static Stream<DeclaredSetting> of(Class<?> topic) {
    String prefix = topic.getAnnotation(ConfigurationProperties.class).value();
    return Arrays.stream(topic.getRecordComponents())
        .map(component -> DeclaredSetting.of(topic, prefix, component));
  }

  /** Those that the README lists. */
  public static List<DeclaredSetting> main() {
    return MAIN;
  }

  /** What clients may take, which docs/limits.md lists. */
  public static List<DeclaredSetting> limits() {
    return LIMITS;
  }

  /** All of them. */
  public static List<DeclaredSetting> all() {
    return Stream.concat(MAIN.stream(), LIMITS.stream()).toList();
  }

  /** How they are called in a file. */
  public static Set<String> keys() {
    return all().stream().map(DeclaredSetting::key).collect(Collectors.toCollection(TreeSet::new));
  }

  /** How they are called in the environment. */
  public static Set<String> variables() {
    return all().stream()
        .map(DeclaredSetting::variable)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What holds where nobody sets them, by key. */
  public static Map<String, Object> defaults() {
    return all().stream()
        .collect(Collectors.toMap(DeclaredSetting::key, setting -> setting.declared().byDefault()));
  }
}
