package io.emkd.cli;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command makes sure of its server, and says who calls. */
final class ServerCredentials {
  static final String TLS = "EMKD_TLS";
  static final String CA = "EMKD_TLS_CA";

  /** Of its own name: the server's own certificate is EMKD_TLS_CERTIFICATE. */
  static final String CERTIFICATE = "EMKD_TLS_CLIENT_CERTIFICATE";

  static final String KEY = "EMKD_TLS_CLIENT_KEY";
  static final String TOKEN_FILE = "EMKD_TOKEN_FILE";

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1,8000}");
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @Option(
      names = "--tls",
      description =
          "Speak TLS, to a server whose authority this machine trusts. Default: EMKD_TLS, else what --tls-ca says.")
  boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "Speak TLS, to a server whose authority is in this PEM file. Default: EMKD_TLS_CA.")
  @Nullable Path ca;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "The client's certificate in PEM. Default: EMKD_TLS_CLIENT_CERTIFICATE.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The client's key in PEM (PKCS #8). Default: EMKD_TLS_CLIENT_KEY.")
  @Nullable Path key;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The file with the token that says who calls. Default: EMKD_TOKEN_FILE.")
  @Nullable Path tokenFile;

  /**
   * What a channel begins with.
   *
   * @param token empty for none
   */
  record Given(ChannelCredentials channel, boolean usesTls, String token) {
    NettyChannelBuilder channelTo(String address) {
      NettyChannelBuilder builder;
      try {
        builder = NettyChannelBuilder.forTarget("dns:///" + address, channel);
      } catch (IllegalArgumentException unusable) {
        throw new CliException(
            ExitCode.USAGE,
            "the files of --tls-ca, --tls-certificate and --tls-key must be certificates in PEM, and a key in PKCS #8: "
                + unusable.getMessage(),
            unusable);
      }
      if (!token.isEmpty()) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
      }
      return builder;
    }
  }

  /** From options, then the environment. */
  Given given(Map<String, String> environment, Target server) {
    Path authority = file(ca, CA, environment);
    Path ownCertificate = file(certificate, CERTIFICATE, environment);
    Path ownKey = file(key, KEY, environment);
    if ((ownCertificate == null) != (ownKey == null)) {
      throw new CliException("--tls-certificate and --tls-key must be given together");
    }
    boolean usesTls =
        tls
            || server.tls()
            || authority != null
            || ownCertificate != null
            || truth(TLS, environment.getOrDefault(TLS, ""));
    Path withToken = file(tokenFile, TOKEN_FILE, environment);
    String token = withToken == null ? "" : token(withToken);
    if (!token.isEmpty() && !usesTls && !isThisMachine(server.host())) {
      throw new CliException(
          "--token-file is sent to other machines over TLS alone, so that nobody reads it on its way\n"
              + "--tls-ca names the file of the server's authority, --tls takes those that this machine trusts");
    }
    return new Given(
        usesTls ? secure(authority, ownCertificate, ownKey) : InsecureChannelCredentials.create(),
        usesTls,
        token);
  }

  private static @Nullable Path file(
      @Nullable Path option, String variable, Map<String, String> environment) {
    String text = environment.getOrDefault(variable, "");
    return option != null ? option : text.isBlank() ? null : Path.of(text);
  }

  private static boolean truth(String variable, String text) {
    return switch (text) {
      case "true" -> true;
      case "", "false" -> false;
      default -> throw new CliException(variable + " is '" + text + "' but must be true or false");
    };
  }

  private static ChannelCredentials secure(
      @Nullable Path authority, @Nullable Path certificate, @Nullable Path key) {
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      if (authority != null) {
        LocalFile.requireReadable("--tls-ca", authority);
        builder.trustManager(authority.toFile());
      }
      if (certificate != null && key != null) {
        LocalFile.requireReadable("--tls-certificate", certificate);
        LocalFile.requireReadable("--tls-key", key);
        builder.keyManager(certificate.toFile(), key.toFile());
      }
    } catch (IOException unreadable) {
      throw new CliException(ExitCode.USAGE, LocalFile.problem(unreadable), unreadable);
    }
    return builder.build();
  }

  /** The file's one word; what it holds is never repeated. */
  private static String token(Path file) {
    LocalFile.requireReadable("--token-file", file);
    try {
      String text = Files.readString(file).strip();
      if (TOKEN.matcher(text).matches()) {
        return text;
      }
    } catch (IOException unreadable) {
      throw new CliException(ExitCode.USAGE, LocalFile.problem(unreadable), unreadable);
    }
    throw new CliException("--token-file is " + file + " but must be a file with a token alone");
  }

  /** A host that is not known now may be another machine when it is. */
  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
