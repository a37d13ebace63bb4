package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of another language, run to its end.
 *
 * @param said on its output and its error output
 */
record ToolRun(int status, String said) {
  private static final int MINUTES = 15;

  /** With nothing in its environment that settings of a server or a client are read from. */
  static ToolRun of(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("said", "");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("EMKD_"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      String said = Files.readString(output);
      assertThat(ended).as("%s ended; it said: %s", command, said).isTrue();
      return new ToolRun(process.exitValue(), said);
    } finally {
      Files.delete(output);
    }
  }

  /** What it said, if it ended well. */
  String saidAtSuccess() {
    assertThat(status).as(said).isZero();
    return said;
  }
}
