package io.emkd.bootstrap;

import io.emkd.bootstrap.cli.EmkdCommand;

/** The entry of the {@code emkd} command line. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(EmkdCommand.commandLine().execute(arguments));
  }
}
