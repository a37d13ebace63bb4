package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.EmkdServer;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection may do, by sockets that speak HTTP/2 badly. */
class ConnectionLimitsTest {
  private static final int CONNECTIONS = 20;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;

  private static EmkdServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server =
        TestShop.server(
            folder,
            Map.of(
                "emkd.http-port",
                0,
                "emkd.limits.connections",
                CONNECTIONS,
                "emkd.limits.calls-per-connection",
                10,
                "emkd.limits.handshake-time",
                "1s",
                "emkd.limits.connection-idle-time",
                "3s"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Whatever was done to it. */
  @AfterEach
  void theServerAnswers() {
    ManagedChannel channel = TestShop.channel(server);
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .withWaitForReady()
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatusValue())
        .isEqualTo(1);
    channel.shutdownNow();
  }

  @Test
  void aFloodOfResetStreamsEndsTheConnection() throws IOException {
    try (Socket socket = greeted()) {
      assertThat(
              endsWhile(
                  socket,
                  100,
                  round -> {
                    ByteArrayOutputStream frames = new ByteArrayOutputStream();
                    for (int s = 0; s < 200; s++) {
                      int stream = 1 + 2 * (200 * round + s);
                      frames.write(frame(HEADERS, END_HEADERS, stream, requestHeaders()));
                      frames.write(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
                    }
                    return frames.toByteArray();
                  }))
          .isTrue();
    }
  }

  @Test
  void aFloodOfEmptyContinuationsEndsTheConnection() throws IOException {
    try (Socket socket = greeted()) {
      socket.getOutputStream().write(frame(HEADERS, 0, 1, requestHeaders()));
      assertThat(
              endsWhile(
                  socket,
                  200,
                  round -> {
                    ByteArrayOutputStream frames = new ByteArrayOutputStream();
                    for (int f = 0; f < 1000; f++) {
                      frames.write(frame(CONTINUATION, 0, 1, new byte[0]));
                    }
                    return frames.toByteArray();
                  }))
          .isTrue();
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws IOException {
    try (Socket socket = connected()) {
      assertThat(ends(socket)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /v1/data",
        "GET / HTTP/1.1\r\nHost: localhost\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
      })
  void aConnectionByHttpThatDoesNotAskToTheEndIsClosed(String beginning) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
      socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
      assertThat(endsWhileItDrips(socket)).isTrue();
    }
  }

  /** Whether it ends although what comes, of a header or a body, never lets it be idle. */
  private static boolean endsWhileItDrips(Socket socket) throws InterruptedException {
    try {
      for (int drop = 0; drop < 80; drop++) {
        socket.getOutputStream().write('x');
        Thread.sleep(100);
      }
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  /** How many of so many requests, sent at once over HTTP/1.1, are answered before the end. */
  private static int answered(int requests, int unread) throws Exception {
    byte[] one = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(unread);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.httpPort()));
      socket.setSoTimeout(10_000);
      for (int sent = 0; sent < requests; sent++) {
        socket.getOutputStream().write(one);
      }
      // Of what does not read the answers pile up by now.
      Thread.sleep(1000);
      int answers = 0;
      String line = "";
      while (answers < requests) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          return answers;
        }
        line = next == '\n' ? "" : line + (char) next;
        answers += line.equals("HTTP/1.1 200") ? 1 : 0;
      }
      return answers;
    } catch (IOException closed) {
      return 0;
    }
  }

  @Test
  @Timeout(120)
  void whoeverAsksOverHttp1AndDoesNotReadIsCutOffAndWhoeverReadsIsNot() throws Exception {
    assertThat(answered(50, 1 << 20)).isEqualTo(50);
    assertThat(answered(5000, 4096)).isLessThan(5000);
  }

  @Test
  void aConnectionThatSaysHalfOfItsGreetingIsClosed() throws IOException {
    try (Socket socket = connected()) {
      socket.getOutputStream().write(PREFACE, 0, 10);
      assertThat(ends(socket)).isTrue();
    }
  }

  @Test
  void aConnectionThatAsksNothingIsClosed() throws IOException {
    try (Socket socket = greeted()) {
      assertThat(ends(socket)).isTrue();
    }
  }

  @Test
  void headersThatDoNotEndDoNotKeepAConnection() throws IOException {
    try (Socket socket = greeted()) {
      socket.getOutputStream().write(frame(HEADERS, 0, 1, requestHeaders()));
      assertThat(ends(socket)).isTrue();
    }
  }

  @Test
  void noMoreConnectionsAreOpenThanMay() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int c = 0; c < 3 * CONNECTIONS; c++) {
        sockets.add(connected());
      }
      int closedAtOnce = 0;
      for (Socket socket : sockets) {
        socket.setSoTimeout(20);
        try {
          if (socket.getInputStream().read() < 0) {
            closedAtOnce++;
          }
        } catch (SocketTimeoutException open) {
          // One of those that may be.
        } catch (IOException reset) {
          closedAtOnce++;
        }
      }
      assertThat(closedAtOnce).isGreaterThanOrEqualTo(2 * CONNECTIONS);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static Socket connected() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static Socket greeted() throws IOException {
    Socket socket = connected();
    socket.getOutputStream().write(PREFACE);
    socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[0]));
    return socket;
  }

  private interface Round {
    byte[] frames(int round) throws IOException;
  }

  /** Whether the server ends the connection while, or soon after, all this is sent. */
  private static boolean endsWhile(Socket socket, int rounds, Round what) throws IOException {
    try {
      for (int round = 0; round < rounds; round++) {
        socket.getOutputStream().write(what.frames(round));
      }
    } catch (IOException closed) {
      return true;
    }
    // Sooner than an idle one, of which the server has to be sure first.
    return ends(socket);
  }

  private static boolean ends(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    try {
      byte[] buffer = new byte[65536];
      while (socket.getInputStream().read(buffer) >= 0) {
        // Settings, pings and the like.
      }
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(0);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    return bytes.toByteArray();
  }

  /** Of a call, in HPACK without compression. */
  private static byte[] requestHeaders() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x83);
    out.write(0x86);
    String[][] headers = {
      {":path", "/emkd.v1.RecommendationService/Recommend"},
      {":authority", "localhost"},
      {"content-type", "application/grpc"},
      {"te", "trailers"}
    };
    for (String[] header : headers) {
      out.write(0);
      for (String text : header) {
        out.write(text.length());
        out.write(text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return out.toByteArray();
  }
}
