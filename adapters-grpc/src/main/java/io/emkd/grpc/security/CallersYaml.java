package io.emkd.grpc.security;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.error.Violations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the file of callers: a list with an entry each, of which a key that is none is refused. */
final class CallersYaml {
  private static final Set<String> KEYS =
      Set.of("name", "token_sha256", "certificate", "roles", "models", "datasets");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,62}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Violations violations = new Violations();
  private final Set<String> hashes = new HashSet<>();
  private final List<KnownCallers.ByToken> tokens = new ArrayList<>();
  private final List<KnownCallers.ByCertificate> certificates = new ArrayList<>();

  private CallersYaml() {}

  /**
   * @throws InvalidInputException naming every place that is wrong, and nothing of a hash
   */
  static KnownCallers read(byte[] content) {
    if (!(load(content) instanceof List<?> entries)) {
      throw new InvalidInputException(
          "tokens",
          content.length == 0 ? "an empty file" : "something else",
          "a list of callers, each with name, roles and token_sha256");
    }
    CallersYaml yaml = new CallersYaml();
    for (int e = 0; e < entries.size(); e++) {
      String place = "tokens[" + e + "]";
      if (entries.get(e) instanceof Map<?, ?> entry) {
        yaml.entry(place, entry);
      } else {
        yaml.violations.require(false, place, "something else", "keys and values: " + keys());
      }
    }
    yaml.violations.throwIfAny();
    return new KnownCallers(List.copyOf(yaml.tokens), List.copyOf(yaml.certificates));
  }

  private static Object load(byte[] content) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    try {
      return new Yaml(new SafeConstructor(options))
          .load(new String(content, StandardCharsets.UTF_8));
    } catch (MarkedYAMLException unreadable) {
      throw new InvalidInputException(
          "tokens",
          "unreadable at line " + (unreadable.getProblemMark().getLine() + 1),
          "YAML: " + unreadable.getProblem());
    } catch (YAMLException unreadable) {
      throw new InvalidInputException("tokens", "unreadable", "YAML");
    }
  }

  private void entry(String place, Map<?, ?> entry) {
    for (Object key : entry.keySet()) {
      violations.require(
          KEYS.contains(key), place, Shown.quoted(String.valueOf(key)), "one of " + keys());
    }
    String name = text(place, entry, "name");
    violations.require(
        NAME.matcher(name).matches(),
        place + ".name",
        Shown.quoted(name),
        "letters, digits, '.', '_', '@' or '-', at most 63");
    Rights rights =
        new Rights(
            roles(place, entry), names(place, entry, "models"), names(place, entry, "datasets"));
    String hash = text(place, entry, "token_sha256");
    String certificate = text(place, entry, "certificate");
    violations.require(
        !hash.isEmpty() || !certificate.isEmpty(),
        place,
        "without token_sha256 and certificate",
        "known by one of them");
    if (!hash.isEmpty() && isHash(place, hash)) {
      tokens.add(
          new KnownCallers.ByToken(
              HexFormat.of().parseHex(hash), new Caller(name, "token", rights)));
    }
    if (!certificate.isEmpty()) {
      CertificateName known = violations.attempt(() -> certificate(place, certificate));
      if (known != null) {
        certificates.add(
            new KnownCallers.ByCertificate(known, new Caller(name, "certificate", rights)));
      }
    }
  }

  private static CertificateName certificate(String place, String text) {
    try {
      return CertificateName.parse(text);
    } catch (InvalidInputException none) {
      throw none.within(place);
    }
  }

  private boolean isHash(String place, String hash) {
    boolean is = HASH.matcher(hash).matches();
    // What stands there may be the token itself.
    violations.require(
        is,
        place + ".token_sha256",
        "something else",
        "64 hexadecimal digits, as './emkd token create' prints them");
    violations.require(
        !is || hashes.add(hash), place + ".token_sha256", "that of another entry", "given once");
    return is;
  }

  private Set<CallerRole> roles(String place, Map<?, ?> entry) {
    List<String> labels = list(place, entry, "roles");
    violations.require(
        !labels.isEmpty(),
        place + ".roles",
        "empty",
        "some of " + String.join(", ", CallerRole.labels()));
    labels.forEach(
        label ->
            violations.require(
                CallerRole.of(label).isPresent(),
                place + ".roles",
                Shown.quoted(label),
                "one of " + String.join(", ", CallerRole.labels())));
    return labels.stream().flatMap(l -> CallerRole.of(l).stream()).collect(Collectors.toSet());
  }

  private Optional<Set<String>> names(String place, Map<?, ?> entry, String key) {
    return entry.containsKey(key)
        ? Optional.of(Set.copyOf(list(place, entry, key)))
        : Optional.empty();
  }

  private List<String> list(String place, Map<?, ?> entry, String key) {
    Object value = entry.get(key);
    if (value == null && !entry.containsKey(key)) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    violations.require(
        false, place + "." + key, "something else", "a list of texts, as [films, \"2026\"]");
    return List.of();
  }

  private String text(String place, Map<?, ?> entry, String key) {
    Object value = entry.get(key);
    violations.require(
        value == null || value instanceof String,
        place + "." + key,
        "something else",
        "a text, in quotes where YAML would take it for a number");
    return value instanceof String text ? text : "";
  }

  private static String keys() {
    return KEYS.stream().sorted().collect(Collectors.joining(", "));
  }
}
