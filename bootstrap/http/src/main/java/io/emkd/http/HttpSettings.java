package io.emkd.http;

import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;

/**
 * How the gateway listens.
 *
 * @param connections open at once; one more is closed
 * @param askingTime in which a client has to ask what it connected for
 * @param idleTime after which a connection without a call is closed
 * @param knownNamesOnly whether it answers only to localhost and to addresses, which keeps the
 *     pages of others from it where whoever reaches it may do everything
 * @param tls empty for plain text
 */
public record HttpSettings(
    InetSocketAddress address,
    int connections,
    Duration askingTime,
    Duration idleTime,
    boolean knownNamesOnly,
    Optional<Tls> tls) {

  /**
   * @param keys of the server
   * @param others what else connections begin with, such as whose client certificates are known
   */
  public record Tls(KeyManagerFactory keys, Consumer<SslContextBuilder> others) {}
}
