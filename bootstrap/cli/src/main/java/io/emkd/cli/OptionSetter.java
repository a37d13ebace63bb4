package io.emkd.cli;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.emkd.v1.TrainingOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code --set key=value}, of several with commas, for every field of {@code TrainingOptions}. */
public final class OptionSetter {
  private OptionSetter() {}

  public static TrainingOptions options(Map<String, String> settings) {
    TrainingOptions.Builder options = TrainingOptions.newBuilder();
    settings.forEach((key, value) -> set(options, key, value));
    return options.build();
  }

  private static void set(TrainingOptions.Builder options, String key, String value) {
    FieldDescriptor field = TrainingOptions.getDescriptor().findFieldByName(key);
    if (field == null) {
      List<String> keys =
          TrainingOptions.getDescriptor().getFields().stream()
              .map(FieldDescriptor::getName)
              .toList();
      throw new CliException(
          "--set "
              + key
              + "="
              + value
              + ": there is no option "
              + key
              + Nearest.hint(key, keys, "; the options are " + String.join(" ", keys)));
    }
    try {
      if (field.isRepeated()) {
        for (String element : value.split(",", -1)) {
          options.addRepeatedField(field, value(field, element));
        }
      } else {
        options.setField(field, value(field, value));
      }
    } catch (NumberFormatException notANumber) {
      throw wrong(
          field,
          value,
          field.getJavaType() == FieldDescriptor.JavaType.DOUBLE ? "a number" : "a whole number");
    }
  }

  private static Object value(FieldDescriptor field, String value) {
    return switch (field.getJavaType()) {
      case INT -> (Object) Integer.valueOf(value);
      case LONG -> Long.valueOf(value);
      case DOUBLE -> Double.valueOf(value);
      case BOOLEAN -> truth(field, value);
      case STRING -> value;
      case ENUM -> enumValue(field, value);
      default -> throw new IllegalStateException("option of unexpected type: " + field);
    };
  }

  private static CliException wrong(FieldDescriptor field, String value, String valid) {
    String key = field.getName();
    return new CliException(
        "--set " + key + "=" + value + ": " + key + " is '" + value + "' but must be " + valid);
  }

  private static boolean truth(FieldDescriptor field, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(field, value, "true or false");
    };
  }

  /** {@code sampled} for {@code ITEM_LOSS_SAMPLED}. */
  private static EnumValueDescriptor enumValue(FieldDescriptor field, String value) {
    String unspecified = field.getEnumType().findValueByNumber(0).getName();
    String prefix = unspecified.substring(0, unspecified.length() - "UNSPECIFIED".length());
    EnumValueDescriptor found =
        field.getEnumType().findValueByName(prefix + value.toUpperCase(Locale.ROOT));
    if (found == null || found.getNumber() == 0) {
      List<String> words =
          field.getEnumType().getValues().stream()
              .filter(v -> v.getNumber() != 0)
              .map(v -> v.getName().substring(prefix.length()).toLowerCase(Locale.ROOT))
              .toList();
      throw wrong(field, value, "one of " + String.join(", ", words) + Nearest.hint(value, words));
    }
    return found;
  }
}
