package io.emkd.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Forwards connections to a port of this machine until they are broken off. */
final class BreakableSocket implements AutoCloseable {
  private final ServerSocket listening;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  BreakableSocket(int to) throws IOException {
    listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    daemon(
        () -> {
          while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
            sockets.addAll(List.of(client, server));
            daemon(() -> pump(client, server));
            daemon(() -> pump(server, client));
          }
        });
  }

  int port() {
    return listening.getLocalPort();
  }

  /** With a reset, as when a process is killed. */
  void breakAll() throws IOException {
    for (Socket socket : sockets) {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    }
  }

  private static void pump(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[65536];
    InputStream in = from.getInputStream();
    for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
      to.getOutputStream().write(buffer, 0, size);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException broken) {
                // That is what it is for.
              }
            },
            "forwarding");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    breakAll();
  }
}
