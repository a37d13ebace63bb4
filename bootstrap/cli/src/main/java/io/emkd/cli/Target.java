package io.emkd.cli;

import com.google.common.net.HostAndPort;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param hostAndPort {@code HOST:PORT}; IPv6 in brackets
 * @param tls whether its scheme says that it speaks TLS
 */
record Target(String hostAndPort, boolean tls) {
  static final String VARIABLE = "EMKD_TARGET";
  static final String DEFAULT = "localhost:50051";

  private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):/{1,3}(.*?)/?");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f:.%a-z]*:[0-9A-Fa-f:.%a-z]*");

  Target(String hostAndPort) {
    this(hostAndPort, false);
  }

  String host() {
    return HostAndPort.fromString(hostAndPort).getHost();
  }

  int port() {
    return HostAndPort.fromString(hostAndPort).getPort();
  }

  /**
   * @param option of the command line; where it was given
   * @param variable the environment's, where it is set
   */
  static Target of(@Nullable String option, @Nullable String variable) {
    if (option != null) {
      return parse("--target", option);
    }
    return variable == null || variable.isBlank() ? new Target(DEFAULT) : parse(VARIABLE, variable);
  }

  /** A scheme that says nothing new is taken off, as people copy addresses from browsers. */
  private static Target parse(String name, String given) {
    String text = given.strip();
    boolean tls = false;
    if (text.startsWith("unix:")) {
      throw wrong(name, given, "no file: servers listen on ports");
    }
    Matcher scheme = SCHEME.matcher(text);
    if (scheme.matches()) {
      switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
        case "http", "grpc", "dns", "tcp", "passthrough" -> text = scheme.group(2);
        case "https", "grpcs" -> {
          text = scheme.group(2);
          tls = true;
        }
        default -> throw wrong(name, given, "without '" + scheme.group(1) + "'");
      }
    }
    HostAndPort parts;
    try {
      parts = HostAndPort.fromString(text);
    } catch (IllegalArgumentException unreadable) {
      throw wrong(name, given, "with a port from 1 to 65535");
    }
    if (!HOST.matcher(parts.getHost()).matches()) {
      throw wrong(name, given, "with the name or address of a host");
    }
    if (!parts.hasPort()) {
      throw wrong(
          name,
          given,
          parts.getHost().contains(":")
              ? "with one port, and an IPv6 address in brackets"
              : "with a port, as " + parts.getHost() + ":50051");
    }
    if (parts.getPort() == 0) {
      throw wrong(name, given, "with a port from 1 to 65535");
    }
    return new Target(parts.toString(), tls);
  }

  private static CliException wrong(String name, String given, String valid) {
    return new CliException(name + " is '" + given + "' but must be HOST:PORT, " + valid);
  }
}
