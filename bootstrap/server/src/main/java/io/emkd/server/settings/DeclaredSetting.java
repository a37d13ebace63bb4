package io.emkd.server.settings;

import java.lang.reflect.RecordComponent;
import java.util.Locale;

/**
 * One setting.
 *
 * @param topic the record that has it as a component
 * @param component its name there, e.g. {@code dataDir}
 * @param key in a file, e.g. {@code emkd.data-dir}
 */
public record DeclaredSetting(
    Class<?> topic, String component, String key, Class<?> type, Setting declared) {
  static DeclaredSetting of(Class<?> topic, String prefix, RecordComponent component) {
    Setting declared = component.getAnnotation(Setting.class);
    if (declared == null) {
      throw new IllegalStateException(component + " of " + topic + " says not what it is");
    }
    String words = component.getName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    return new DeclaredSetting(
        topic, component.getName(), prefix + "." + words, component.getType(), declared);
  }

  /** In the environment, e.g. {@code EMKD_DATA_DIR}. */
  public String variable() {
    return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** On the command line, where it has a flag, e.g. {@code --data-dir}. */
  public String flag() {
    return "--" + name();
  }

  /** Without the topic's prefix, e.g. {@code data-dir}. */
  public String name() {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** What a message calls it, e.g. {@code data_dir} or {@code limits.upload_size}. */
  String field() {
    return key.substring(Settings.PREFIX.length()).replace('-', '_');
  }

  /** What holds where nobody sets it, for people; empty where that is nothing. */
  public String shownDefault() {
    return declared.standIn().isEmpty() ? declared.byDefault() : declared.standIn();
  }
}
