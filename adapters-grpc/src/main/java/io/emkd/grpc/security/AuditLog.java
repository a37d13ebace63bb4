package io.emkd.grpc.security;

import io.emkd.domain.error.Shown;
import io.emkd.grpc.call.RequestId;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each call that changes something, at INFO, and for each that is denied, at WARN:
 * who, what, which resource, request id, outcome, as {@code key=value}. Neither tokens nor user ids
 * are in it.
 */
final class AuditLog {
  private static final Logger LOG = LoggerFactory.getLogger("audit");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@/:,+-]+");

  /** Resources of one line: a stream may name any number. */
  private static final int RESOURCES = 10;

  private AuditLog() {}

  /**
   * @param caller null where nobody is known
   */
  static void denied(
      ServerCall<?, ?> call,
      RequestId id,
      @Nullable Caller caller,
      Set<String> resources,
      Denial denial) {
    LOG.warn(
        "{} reason={}",
        line(call, id, caller, resources, denial.status().getStatus()),
        quoted(Shown.message(denial.reason())));
  }

  static void written(
      ServerCall<?, ?> call, RequestId id, Caller caller, Set<String> resources, Status outcome) {
    if (LOG.isInfoEnabled()) {
      LOG.info("{}", line(call, id, caller, resources, outcome));
    }
  }

  private static String line(
      ServerCall<?, ?> call,
      RequestId id,
      @Nullable Caller caller,
      Set<String> resources,
      Status outcome) {
    StringBuilder line = new StringBuilder();
    line.append("outcome=").append(outcome.getCode());
    line.append(" caller=").append(caller == null ? "unknown" : word(caller.name()));
    line.append(" by=").append(caller == null ? "nothing" : caller.knownBy());
    line.append(" method=").append(call.getMethodDescriptor().getFullMethodName());
    synchronized (resources) {
      resources.stream().limit(RESOURCES).forEach(named -> line.append(' ').append(named));
      if (resources.size() > RESOURCES) {
        line.append(" and_more=").append(resources.size() - RESOURCES);
      }
    }
    line.append(" request_id=").append(id);
    line.append(" peer=").append(peer(call));
    return line.toString();
  }

  private static String peer(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress()
        : "unknown";
  }

  /** A value that cannot be taken for another key, or another line; of a long one the beginning. */
  static String word(String text) {
    return quoted(Shown.name(text));
  }

  private static String quoted(String shown) {
    return PLAIN.matcher(shown).matches()
        ? shown
        : '"' + shown.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
