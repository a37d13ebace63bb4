package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What README and docs tell a reader to type. */
public final class Documents {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```");
  private static final Pattern INLINE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern COMMAND = Pattern.compile("(?m)(^|\\s)(\\./emkd|grpcurl)\\s");
  private static final char END_OF_WORD = '\u001f';
  private static final char END_OF_COMMAND = '\u001e';

  private Documents() {}

  private static Path root() {
    return Path.of(System.getProperty("project.root"));
  }

  /** Texts by file name. */
  public static Map<String, String> texts() {
    try (Stream<Path> docs = Files.list(root().resolve("docs"));
        Stream<Path> own = Files.list(root())) {
      Map<String, String> texts = new TreeMap<>();
      for (Path file :
          Stream.concat(docs, own).filter(file -> file.toString().endsWith(".md")).toList()) {
        texts.put(root().relativize(file).toString(), Files.readString(file));
      }
      return texts;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Blocks of shell lines that call emkd or grpcurl. */
  public static List<String> shellBlocks(String text) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> List.of("", "sh", "bash", "shell", "console").contains(block.group(1)))
        .map(block -> block.group(2))
        .filter(block -> COMMAND.matcher(block).find())
        .toList();
  }

  /** What stands in backquotes, outside of blocks. */
  public static List<String> inlineCode(String text) {
    return INLINE
        .matcher(BLOCK.matcher(text).replaceAll(""))
        .results()
        .map((MatchResult code) -> code.group(1))
        .toList();
  }

  /** The block under a heading. */
  static String blockUnder(String heading) {
    String text = texts().get("README.md");
    int at = text.indexOf("## " + heading + "\n");
    assertThat(at).as(heading).isNotNegative();
    return shellBlocks(text.substring(at)).get(0);
  }

  /**
   * The commands that a shell would run, each a program and its arguments: bash itself reads the
   * lines, with programs that only note how they are called.
   */
  public static List<List<String>> commands(String shell, Path folder)
      throws IOException, InterruptedException {
    Path record = folder.resolve("called");
    Files.deleteIfExists(record);
    // In one write: a command in the background notes itself at the same time.
    String note =
        "#!/bin/bash\nprintf -v line '%s\\x1f' \"${0##*/}\" \"$@\"\nprintf '%s\\x1e' \"$line\" >> '"
            + record
            + "'\n";
    for (String program :
        List.of(
            "emkd", "grpcurl", "mvn", "kubectl", "gzip", "helm", "docker", "openssl", "awk", "curl",
            "grep")) {
      Path stub = Files.writeString(folder.resolve(program), note);
      assertThat(stub.toFile().setExecutable(true)).isTrue();
    }
    Path mkdir =
        Files.writeString(folder.resolve("mkdir"), "#!/bin/bash\nexec /bin/mkdir \"$@\"\n");
    assertThat(mkdir.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", shell + "\nwait")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("PATH", folder.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(said).as(shell).isEmpty();
    List<List<String>> commands = new ArrayList<>();
    for (String command : Files.readString(record).split(String.valueOf(END_OF_COMMAND), 0)) {
      String words = command.substring(0, command.length() - 1);
      commands.add(Arrays.asList(words.split(String.valueOf(END_OF_WORD), -1)));
    }
    return commands;
  }
}
