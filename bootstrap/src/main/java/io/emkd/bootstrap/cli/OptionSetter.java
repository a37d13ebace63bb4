package io.emkd.bootstrap.cli;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.emkd.v1.TrainingOptions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code --set key=value} for every field of {@code TrainingOptions}. */
final class OptionSetter {
  private OptionSetter() {}

  static TrainingOptions options(Map<String, String> settings) {
    TrainingOptions.Builder options = TrainingOptions.newBuilder();
    settings.forEach((key, value) -> set(options, key, value));
    return options.build();
  }

  private static void set(TrainingOptions.Builder options, String key, String value) {
    FieldDescriptor field = TrainingOptions.getDescriptor().findFieldByName(key);
    if (field == null) {
      List<FieldDescriptor> fields = TrainingOptions.getDescriptor().getFields();
      throw new CliException(
          "--set "
              + key
              + "="
              + value
              + ": there is no option "
              + key
              + "; the options are "
              + fields.stream().map(FieldDescriptor::getName).collect(Collectors.joining(" ")));
    }
    try {
      options.setField(
          field,
          switch (field.getJavaType()) {
            case INT -> (Object) Integer.valueOf(value);
            case LONG -> Long.valueOf(value);
            case DOUBLE -> Double.valueOf(value);
            default -> throw new IllegalStateException("option of unexpected type: " + field);
          });
    } catch (NumberFormatException notANumber) {
      throw new CliException(
          "--set "
              + key
              + "="
              + value
              + ": "
              + key
              + " is '"
              + value
              + "' but must be "
              + (field.getJavaType() == FieldDescriptor.JavaType.DOUBLE
                  ? "a number"
                  : "a whole number"));
    }
  }
}
