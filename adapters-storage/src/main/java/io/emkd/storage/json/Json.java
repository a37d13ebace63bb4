package io.emkd.storage.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.error.CorruptArtifactException;
import org.jspecify.annotations.Nullable;

/** How records become JSON and back. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          // A record is its components, not what else it can tell.
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          // Two texts that ran into each other are not the first of them.
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addMixIn(EnsembleConfiguration.class, OlderEnsemble.class)
          .build();

  /** A reason quotes what it refuses, which may be as long as the text. */
  private static final int LONGEST_REASON = 300;

  private Json() {}

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value, impossible);
    }
  }

  /**
   * @throws CorruptArtifactException if the text is not JSON of that type, whatever the type's
   *     constructors throw
   */
  public static <T> T read(String text, Class<T> type) {
    return read("it", text, type);
  }

  /**
   * @param name of what the text is, for the message
   * @throws CorruptArtifactException if the text is not JSON of that type, whatever the type's
   *     constructors throw
   */
  static <T> T read(String name, String text, Class<T> type) {
    T value;
    try {
      value = MAPPER.readValue(text, type);
    } catch (JsonProcessingException damaged) {
      throw notOfType(name, type, damaged.getOriginalMessage(), damaged);
    } catch (RuntimeException damaged) {
      throw notOfType(name, type, String.valueOf(damaged.getMessage()), damaged);
    }
    if (value == null) {
      throw notOfType(name, type, "it is null", null);
    }
    return value;
  }

  /**
   * Reads something without an optional part, as {@link #read} does.
   *
   * @throws CorruptArtifactException also if anything in it is null, which it names
   */
  public static <T> T readWhole(String name, String text, Class<T> type) {
    T value = read(name, text, type);
    Nulls.in(value)
        .ifPresent(
            missing -> {
              throw notOfType(
                  name,
                  type,
                  (missing.startsWith(".") ? missing.substring(1) : missing) + " is missing",
                  null);
            });
    return value;
  }

  private static CorruptArtifactException notOfType(
      String name, Class<?> type, String why, @Nullable Throwable cause) {
    String shown = why.length() > LONGEST_REASON ? why.substring(0, LONGEST_REASON) + "..." : why;
    return new CorruptArtifactException(
        name
            + " is not the JSON of a "
            + type.getSimpleName()
            + ": "
            + shown.replaceAll("\\p{Cntrl}+", " "),
        cause);
  }
}
