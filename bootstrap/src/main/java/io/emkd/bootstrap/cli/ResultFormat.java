package io.emkd.bootstrap.cli;

import com.google.protobuf.MessageOrBuilder;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** As what a command prints its result. */
final class ResultFormat {
  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json. Default: table.")
  Output output;

  boolean json() {
    return output == Output.JSON;
  }

  /** The server's answer as JSON, or what {@code table} makes of it. */
  void print(MessageOrBuilder answer, Supplier<String> table) {
    System.out.println(json() ? Output.json(answer) : table.get());
  }
}
