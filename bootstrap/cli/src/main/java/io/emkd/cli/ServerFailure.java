package io.emkd.cli;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user is told of a call that failed: the one place that turns a status into an exit code.
 */
final class ServerFailure {
  private static final String DETAILS = "grpc-status-details-bin";
  private static final Pattern OTHER_PROTOCOL =
      Pattern.compile(
          "First received frame was not SETTINGS|HTTP status code|content-type",
          Pattern.CASE_INSENSITIVE);

  /** What starts an answer of HTTP 1: its first bytes, as netty prints them. */
  private static final String HTTP_1 = "485454502f";

  private static final String CREDENTIALS =
      "\n--token-file, or --tls-certificate and --tls-key, say who calls";

  private static final Pattern METHOD = Pattern.compile("Method not found: (\\S+)");

  private ServerFailure() {}

  /**
   * @param target as the user named the server
   */
  static CliException of(StatusRuntimeException failed, String target) {
    Status status = failed.getStatus();
    String description = oneLine(String.valueOf(status.getDescription()));
    String all = description + " " + causes(failed);
    if (fromServer(failed)) {
      return told(
          exitCode(status.getCode()),
          status.getCode()
              + ": "
              + description
              + (status.getCode() == Status.Code.UNAUTHENTICATED ? CREDENTIALS : ""),
          failed);
    }
    if (OTHER_PROTOCOL.matcher(all).find()) {
      return told(
          ExitCode.UNREACHABLE,
          target
              + " answers, but not in gRPC"
              + (all.toLowerCase(Locale.ROOT).contains(HTTP_1)
                  ? ": it speaks HTTP 1, as the port for metrics does"
                  : ": " + description)
              + "\n--target or EMKD_TARGET name a server's gRPC port, 50051 unless --port of serve is another",
          failed);
    }
    Matcher unknown = METHOD.matcher(description);
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      return told(
          ExitCode.UNREACHABLE,
          target
              + " knows no "
              + (unknown.find() ? unknown.group(1) : "such call")
              + ": it is another program, or an EMKD server of another version",
          failed);
    }
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      return told(
          ExitCode.UNREACHABLE,
          "UNAVAILABLE: no server answers at "
              + target
              + ": "
              + reason(failed, description)
              + "\nIs the server running? Start it with: ./emkd serve; name another by --target or EMKD_TARGET",
          failed);
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return told(
          ExitCode.UNREACHABLE,
          "DEADLINE_EXCEEDED: " + target + " did not answer in --timeout",
          failed);
    }
    return told(exitCode(status.getCode()), status.getCode() + ": " + description, failed);
  }

  private static int exitCode(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED -> ExitCode.UNREACHABLE;
      case INVALID_ARGUMENT -> ExitCode.USAGE;
      default -> ExitCode.REFUSED;
    };
  }

  /** Whether an EMKD server said so: it always adds details. */
  private static boolean fromServer(StatusRuntimeException failed) {
    Metadata trailers = failed.getTrailers();
    return trailers != null && trailers.keys().contains(DETAILS);
  }

  private static CliException told(int exitCode, String message, Throwable cause) {
    return new CliException(exitCode, message, cause);
  }

  private static String reason(Throwable failed, String description) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof UnknownHostException) {
      return "there is no host of that name";
    }
    return root == failed || root.getMessage() == null ? description : oneLine(root.getMessage());
  }

  private static String causes(Throwable failed) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
      text.append(cause.getMessage()).append(' ');
    }
    return text.toString();
  }

  /** What gRPC appends in further lines is of its pipeline. */
  private static String oneLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }
}
