package io.emkd.kafka;

import io.emkd.domain.dataset.DatasetDefinition;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which topic is read, for whom, and where its events go.
 *
 * @param servers brokers to ask first, as {@code HOST:PORT,HOST:PORT}
 * @param group servers of one group and database share the topic's partitions
 * @param dataset its events are appended to
 * @param deadLetters the topic of what is no event
 */
public record KafkaSource(
    String servers,
    String topic,
    String group,
    String dataset,
    EventFormat format,
    String deadLetters) {
  private static final String SETTING = "events";
  private static final String FORM = "kafka://HOST:PORT/TOPIC?group=GROUP&dataset=DATASET";
  private static final Pattern SERVERS = Pattern.compile("[^,\\s]+:\\d{1,5}(,[^,\\s]+:\\d{1,5})*");
  private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");
  private static final Set<String> KEYS = Set.of("group", "dataset", "format", "dead-letters");
  private static final String FORMATS =
      Arrays.stream(EventFormat.values())
          .map(format -> format.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(" or "));

  /**
   * Reads it from what the setting says: {@code
   * kafka://HOST:PORT,HOST:PORT/TOPIC?group=GROUP&dataset=DATASET}, where {@code format} and {@code
   * dead-letters} may follow.
   *
   * @throws InvalidInputException naming the setting and everything that is wrong with it
   */
  public static KafkaSource parse(String url) {
    URI uri = uri(url);
    Map<String, String> given = parameters(uri);
    String servers = String.valueOf(uri.getAuthority());
    String topic = String.valueOf(uri.getPath()).replaceFirst("^/", "");
    String group = given.getOrDefault("group", "");
    String dataset = given.getOrDefault("dataset", "");
    String format = given.getOrDefault("format", "json");
    String deadLetters = given.getOrDefault("dead-letters", topic + ".dead-letter");
    Violations violations = new Violations();
    require(
        violations,
        SERVERS.matcher(servers).matches(),
        servers,
        FORM + "; brokers are HOST:PORT, with commas between them");
    require(
        violations,
        TOPIC.matcher(topic).matches(),
        topic,
        FORM + "; a topic has 1 to 249 letters, digits, '.', '_' and '-'");
    require(
        violations,
        !group.isBlank(),
        url,
        "given with group=GROUP, which the servers of one database share");
    require(
        violations,
        DatasetDefinition.NAME.matcher(dataset).matches(),
        dataset.isEmpty() ? url : dataset,
        "given with dataset=DATASET, the name of the dataset that the events are appended to");
    require(
        violations,
        Arrays.stream(EventFormat.values()).anyMatch(f -> f.name().equalsIgnoreCase(format)),
        format,
        "given with format=" + FORMATS);
    require(
        violations,
        TOPIC.matcher(deadLetters).matches() && !deadLetters.equals(topic),
        deadLetters,
        "given with dead-letters=TOPIC, another topic than that of the events");
    violations.throwIfAny();
    return new KafkaSource(
        servers,
        topic,
        group,
        dataset,
        EventFormat.valueOf(format.toUpperCase(Locale.ROOT)),
        deadLetters);
  }

  /** Under which it is stored how far the topic was read. */
  String name() {
    return group + "/" + topic;
  }

  private static URI uri(String url) {
    try {
      URI uri = new URI(url);
      if ("kafka".equals(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException none) {
      // Told as any other that is none of Kafka's.
    }
    throw new InvalidInputException(SETTING, "'" + url + "'", FORM);
  }

  private static Map<String, String> parameters(URI uri) {
    Map<String, String> given = new HashMap<>();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    Violations violations = new Violations();
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      require(
          violations,
          parts.length == 2 && KEYS.contains(parts[0]) && !given.containsKey(parts[0]),
          parameter,
          "given with group, dataset, format and dead-letters alone, each once");
      given.put(parts[0], URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8));
    }
    violations.throwIfAny();
    return given;
  }

  private static void require(Violations violations, boolean holds, String value, String valid) {
    violations.require(holds, SETTING, "'" + value + "'", valid);
  }
}
