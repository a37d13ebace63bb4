package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.TensorFlow;
import picocli.CommandLine;

class VersionFactsTest {
  @TempDir Path folder;

  @Test
  void theVersionOfTensorFlowIsThatOfItsNativeCode() {
    assertThat(BuildFacts.read().tensorflow()).isEqualTo(TensorFlow.version());
  }

  @Test
  void itSaysVersionCommitTensorFlowJavaProcessorAndGpu() {
    BuildFacts build = BuildFacts.read();
    assertThat(build.commit()).matches("[0-9a-f]{12}");
    assertThat(List.of(new VersionFacts().getVersion()))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("emkd " + build.version() + " (commit "),
            line -> assertThat(line).startsWith("TensorFlow " + build.tensorflow() + " ("),
            line -> assertThat(line).startsWith("Java " + Runtime.version()),
            line -> assertThat(line).startsWith("CPU ").endsWith(" used"),
            line -> assertThat(line).startsWith("GPU "));
  }

  @Test
  void everyCommandSaysTheSame() {
    CommandLine root = EmkdCommand.commandLine();
    assertThat(root.getSubcommands().values())
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().version())
                    .isEqualTo(root.getCommandSpec().version()));
  }

  @Test
  void processorAndGpusAreThoseThatTheSystemNames() throws IOException {
    Path processors =
        Files.writeString(
            folder.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: A: 9000 CPU\nflags\t: x\n");
    assertThat(VersionFacts.processor(processors)).isEqualTo("A: 9000 CPU");
    assertThat(VersionFacts.processor(folder.resolve("none")))
        .isEqualTo(System.getProperty("os.arch"));
    Path gpus = Files.createDirectories(folder.resolve("gpus"));
    assertThat(VersionFacts.gpus(gpus)).startsWith("none");
    assertThat(VersionFacts.gpus(folder.resolve("none"))).startsWith("none");
    for (String gpu : List.of("0000:01:00.0", "0000:02:00.0")) {
      Files.writeString(
          Files.createDirectories(gpus.resolve(gpu)).resolve("information"),
          "Model: \t\t NVIDIA H100\nIRQ:   16\n");
    }
    assertThat(VersionFacts.gpus(gpus)).isEqualTo("NVIDIA H100, NVIDIA H100");
  }
}
