package io.emkd.cli;

/**
 * The entry of the commands that speak the protocol alone: {@code ./emkd} starts them here, without
 * TensorFlow, storage or a server on the class path.
 */
public final class ClientMain {
  private ClientMain() {}

  public static void main(String[] arguments) {
    System.exit(EmkdCommand.run(arguments));
  }
}
