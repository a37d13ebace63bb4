package io.emkd.bootstrap;

import java.io.IOException;
import java.net.ServerSocket;

/** For a server that must be told its port. */
final class FreePort {
  private FreePort() {}

  static int find() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
