package io.emkd.experiments.results;

import io.emkd.cli.OptionSetter;
import io.emkd.cli.PresetNames;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.grpc.configuration.TrainingConfigurations;
import java.util.Map;
import java.util.TreeMap;

/** Settings as far as they can be understood without the server, which alone has teachers. */
public final class LocalSettings {
  private static final String TEACHER = "teacher";

  private LocalSettings() {}

  /** Returns the settings but the teacher. */
  static Map<String, String> withoutTeacher(Map<String, String> settings) {
    Map<String, String> alone = new TreeMap<>(settings);
    alone.remove(TEACHER);
    return alone;
  }

  /**
   * Returns what they configure, without a teacher.
   *
   * @param settings in place of the preset's
   * @throws io.emkd.domain.error.InvalidInputException naming every option out of range
   */
  public static TrainingConfiguration configuration(String preset, Map<String, String> settings) {
    return TrainingConfigurations.of(
        PresetNames.parse(preset), OptionSetter.options(withoutTeacher(settings)));
  }
}
