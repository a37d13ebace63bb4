package io.emkd.cli;

import com.google.protobuf.MessageOrBuilder;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** As what a command prints its result. */
public final class ResultFormat {
  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json. Default: table.")
  private Output output;

  public boolean json() {
    return output == Output.JSON;
  }

  /** The server's answer as JSON, or what {@code table} makes of it. */
  void print(MessageOrBuilder answer, Supplier<String> table) {
    System.out.println(json() ? Output.json(answer) : table.get());
  }
}
