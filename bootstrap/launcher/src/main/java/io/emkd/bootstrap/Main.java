package io.emkd.bootstrap;

import io.emkd.cli.EmkdCommand;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The entry of the {@code emkd} command line. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // JVector logs through java.util.logging.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(EmkdCommand.run(arguments));
  }
}
