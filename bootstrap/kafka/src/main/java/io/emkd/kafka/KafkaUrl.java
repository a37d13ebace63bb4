package io.emkd.kafka;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A topic as settings name it, {@code kafka://HOST:PORT,HOST:PORT/TOPIC?KEY=VALUE&KEY=VALUE}.
 *
 * @param servers brokers to ask first, as {@code HOST:PORT,HOST:PORT}
 * @param given the values by their keys, each decoded
 */
record KafkaUrl(String servers, String topic, Map<String, String> given) {
  private static final Pattern SERVERS = Pattern.compile("[^,\\s]+:\\d{1,5}(,[^,\\s]+:\\d{1,5})*");
  private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

  /** What a setting's URL looks like. */
  record Form(String setting, String example, Set<String> keys) {
    void require(Violations violations, boolean holds, String value, String valid) {
      violations.require(holds, setting, "'" + value + "'", valid);
    }
  }

  /**
   * Reads the parts of a URL, which may be wrong.
   *
   * @throws InvalidInputException naming the setting, if it is no such URL or has other keys
   */
  static KafkaUrl parse(Form form, String url) {
    URI uri = uri(form, url);
    return new KafkaUrl(
        String.valueOf(uri.getAuthority()),
        String.valueOf(uri.getPath()).replaceFirst("^/", ""),
        parameters(form, uri));
  }

  /** Gathers what is wrong with brokers and topic. */
  void check(Form form, Violations violations) {
    form.require(
        violations,
        SERVERS.matcher(servers).matches(),
        servers,
        form.example() + "; brokers are HOST:PORT, with commas between them");
    form.require(
        violations,
        isTopic(topic),
        topic,
        form.example() + "; a topic has 1 to 249 letters, digits, '.', '_' and '-'");
  }

  static boolean isTopic(String name) {
    return TOPIC.matcher(name).matches();
  }

  /** Returns what {@code format} says: json where nothing does, of another as well. */
  EventFormat format(Form form, Violations violations) {
    String format = given.getOrDefault("format", "json");
    for (EventFormat one : EventFormat.values()) {
      if (one.name().equalsIgnoreCase(format)) {
        return one;
      }
    }
    form.require(
        violations,
        false,
        format,
        "given with format="
            + Arrays.stream(EventFormat.values())
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or ")));
    return EventFormat.JSON;
  }

  private static URI uri(Form form, String url) {
    try {
      URI uri = new URI(url);
      if ("kafka".equals(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException none) {
      // Told as any other that is none of Kafka's.
    }
    throw new InvalidInputException(form.setting(), "'" + url + "'", form.example());
  }

  private static Map<String, String> parameters(Form form, URI uri) {
    Map<String, String> given = new HashMap<>();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    Violations violations = new Violations();
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      form.require(
          violations,
          parts.length == 2 && form.keys().contains(parts[0]) && !given.containsKey(parts[0]),
          parameter,
          "given with " + String.join(", ", new TreeSet<>(form.keys())) + " alone, each once");
      given.put(parts[0], URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8));
    }
    violations.throwIfAny();
    return given;
  }
}
