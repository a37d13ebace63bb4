package io.emkd.cli;

import io.emkd.v1.Preset;
import java.util.List;
import java.util.Locale;

/** Presets as the command line spells them. */
public final class PresetNames {
  private static final List<String> NAMES = List.of("beauty", "toys", "ml-1m", "small", "quick");

  private PresetNames() {}

  public static Preset parse(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
    if (!NAMES.contains(plain)) {
      throw new CliException(
          "--preset is '"
              + name
              + "' but must be beauty, toys, ml-1m, small or quick"
              + Nearest.hint(name, NAMES));
    }
    return Preset.valueOf("PRESET_" + plain.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
