package io.emkd.bootstrap.server;

import io.emkd.domain.error.InvalidInputException;
import io.micronaut.context.exceptions.BeanContextException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Micronaut names a setting that it cannot convert only in the midst of a long message. */
final class UnreadableSetting {
  private static final Pattern MESSAGE =
      Pattern.compile(
          "property value \\[(?:emkd\\.)?([\\w.-]+)\\]\\. Unable to convert value \\[(.*?)\\] to target type \\[(\\w+)\\]");

  private static final Map<String, String> VALID =
      Map.of(
          "int", "a whole number",
          "long", "a whole number",
          "double", "a number",
          "Duration", "a duration, e.g. 500ms");

  private UnreadableSetting() {}

  /** Empty where something else failed. */
  static Optional<InvalidInputException> in(BeanContextException failed) {
    Matcher message = MESSAGE.matcher(String.valueOf(failed.getMessage()));
    return message.find()
        ? Optional.of(
            new InvalidInputException(
                message.group(1).replace('-', '_'),
                "'" + message.group(2) + "'",
                VALID.getOrDefault(message.group(3), message.group(3))))
        : Optional.empty();
  }
}
