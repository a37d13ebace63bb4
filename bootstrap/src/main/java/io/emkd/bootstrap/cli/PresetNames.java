package io.emkd.bootstrap.cli;

import io.emkd.v1.Preset;
import java.util.Locale;

/** Presets as the command line spells them. */
final class PresetNames {
  private PresetNames() {}

  static Preset parse(String name) {
    try {
      return Preset.valueOf("PRESET_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException unknown) {
      throw new CliException("--preset is '" + name + "' but must be beauty, toys, ml-1m or small");
    }
  }
}
