package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that {@code generate-completion} prints, in a real bash. */
class CompletionTest {
  @TempDir Path folder;

  private String completed(String... words) throws Exception {
    StringWriter script = new StringWriter();
    assertThat(
            EmkdCommand.commandLine()
                .setOut(new PrintWriter(script, true))
                .execute("generate-completion"))
        .isZero();
    Path file = Files.writeString(folder.resolve("completion"), script.toString());
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "source '"
                    + file
                    + "' && COMP_WORDS=(./emkd "
                    + String.join(" ", words)
                    + ") && COMP_CWORD="
                    + words.length
                    + " && compopt() { :; } && _complete_emkd && printf '%s\\n' \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void commandsAndOptionsAreCompleted() throws Exception {
    assertThat(completed("tr").lines()).containsExactlyInAnyOrder("train", "trainings");
    assertThat(completed("models", "pro").strip()).isEqualTo("promote");
    assertThat(completed("train", "--det").strip()).isEqualTo("--detach");
  }
}
