package io.emkd.bootstrap;

import io.emkd.bootstrap.server.EmkdServer;
import io.emkd.storage.files.AtomicDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a server on free ports with nothing in it, and stops it: the launcher archives the classes
 * that this loads, so that later starts need not read and verify them.
 */
final class StartRehearsal {
  private StartRehearsal() {}

  public static void main(String[] arguments) throws IOException {
    Path scratch = Files.createTempDirectory("emkd-rehearsal");
    try {
      EmkdServer.start(
              Map.of("emkd.port", 0, "emkd.metrics-port", -1, "emkd.data-dir", scratch.toString()),
              Optional.empty())
          .close();
    } finally {
      AtomicDirectory.delete(scratch);
    }
    System.exit(0);
  }
}
