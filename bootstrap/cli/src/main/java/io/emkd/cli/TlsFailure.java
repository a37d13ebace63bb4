package io.emkd.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** What a user is told where client and server do not agree on TLS. */
final class TlsFailure {
  private static final int PROBE_MILLIS = 2000;

  private TlsFailure() {}

  /**
   * @param usedTls whether the client did
   * @return empty where the failure is none of TLS
   */
  static Optional<CliException> of(StatusRuntimeException failed, Target server, boolean usedTls) {
    if (failed.getStatus().getCode() != Status.Code.UNAVAILABLE) {
      return Optional.empty();
    }
    String reason =
        usedTls
            ? ofHandshake(causes(failed), server.hostAndPort())
            : speaksTls(server)
                ? server.hostAndPort()
                    + " speaks TLS\n--tls-ca names the file of its authority, --tls takes those that this machine trusts"
                : "";
    return reason.isEmpty()
        ? Optional.empty()
        : Optional.of(new CliException(ExitCode.UNREACHABLE, reason, failed));
  }

  private static String ofHandshake(String causes, String address) {
    if (causes.contains("not an ssl/tls record")) {
      return address + " speaks no TLS\nLeave out --tls, --tls-ca, EMKD_TLS and EMKD_TLS_CA";
    }
    if (causes.contains("certificate_expired") || causes.contains("notafter")) {
      return "a certificate of " + address + ", or this client's own, has expired";
    }
    if (causes.contains("received fatal alert")) {
      return address
          + " does not let this client in without a certificate that it trusts\n--tls-certificate and --tls-key name one";
    }
    if (causes.contains("no subject alternative") || causes.contains("no name matching")) {
      return "the certificate of "
          + address
          + " is for another name than that\n--target has to name the server as its certificate does";
    }
    return causes.contains("pkix") || causes.contains("certification path")
        ? "the certificate of "
            + address
            + " is of no authority that is trusted here\n--tls-ca names the file of its authority"
        : "";
  }

  private static String causes(Throwable failed) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      text.append(cause.getMessage()).append(' ');
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  /** Begins a handshake and says nothing more: how a server ends plaintext tells nobody why. */
  private static boolean speaksTls(Target server) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.host(), server.port()), PROBE_MILLIS);
      socket.setSoTimeout(PROBE_MILLIS);
      try (SSLSocket tls =
          (SSLSocket)
              ((SSLSocketFactory) SSLSocketFactory.getDefault())
                  .createSocket(socket, server.host(), server.port(), true)) {
        tls.startHandshake();
        return true;
      }
    } catch (SSLHandshakeException refused) {
      return refused.getCause() instanceof CertificateException
          || String.valueOf(refused.getMessage()).contains("fatal alert");
    } catch (SSLException otherProtocol) {
      return false;
    } catch (IOException gone) {
      return false;
    }
  }
}
