package io.emkd.domain.configuration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The options of a configuration by the names that clients set them by, for people to read. */
public final class NamedOptions {
  private NamedOptions() {}

  /** Returns every option in force, such as {@code hidden_size} and {@code 64}. */
  public static SortedMap<String, String> of(TrainingConfiguration configuration) {
    SortedMap<String, String> options = new TreeMap<>();
    collect(configuration, options);
    return options;
  }

  /** Returns the options of a network's shape alone. */
  public static SortedMap<String, String> of(EnsembleConfiguration shape) {
    SortedMap<String, String> options = new TreeMap<>();
    collect(shape, options);
    return options;
  }

  private static void collect(Record settings, SortedMap<String, String> into) {
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      Object value = value(settings, component);
      if (value instanceof ItemLossConfiguration itemLoss) {
        into.put("item_loss", word(itemLoss.kind()));
        into.put("sampled_items", word(itemLoss.sampledItems()));
      } else if (value instanceof Optional<?> optional) {
        into.put(component.getName(), optional.map(NamedOptions::word).orElse("none"));
      } else if (value instanceof Record nested) {
        // No option says that a network is as they are here.
        if (!nested.equals(EncoderVariant.STANDARD)) {
          collect(nested, into);
        }
      } else {
        into.put(
            component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
            value instanceof List<?> several
                ? String.join(",", several.stream().map(NamedOptions::word).toList())
                : word(value));
      }
    }
  }

  private static Object value(Record settings, RecordComponent component) {
    try {
      return component.getAccessor().invoke(settings);
    } catch (IllegalAccessException | InvocationTargetException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String word(Object value) {
    if (value instanceof Teacher teacher) {
      return teacher.version();
    }
    return value instanceof Enum<?> one
        ? one.name().toLowerCase(Locale.ROOT)
        : String.valueOf(value);
  }
}
