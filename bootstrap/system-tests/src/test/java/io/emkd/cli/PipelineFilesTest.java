package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.systemtests.Documents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.builder.AstBuilder;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.control.CompilePhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The pipelines of docs/ci run a command that is there, and know what its statuses mean. */
class PipelineFilesTest {
  @TempDir Path folder;

  /**
   * What a pipeline does, as its own parser reads it.
   *
   * @param shell what it runs
   * @param report the file that it shows or keeps
   */
  private record Pipeline(String shell, String report) {}

  private static String text(String name) throws IOException {
    return Files.readString(Path.of(System.getProperty("project.root"), "docs", "ci", name));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  private static Pipeline github() throws IOException {
    Map<String, Object> gate =
        map(map(map(new Yaml().load(text("github-actions.yml"))).get("jobs")).get("gate"));
    String shell = "";
    String report = "";
    for (Object step : (List<?>) gate.get("steps")) {
      if (map(step).get("run") instanceof String run) {
        shell += run;
      }
      if (String.valueOf(map(step).get("uses")).startsWith("actions/upload-artifact@")) {
        report = String.valueOf(map(map(step).get("with")).get("path"));
      }
    }
    return new Pipeline(shell, report);
  }

  private static Map<String, Object> gitlabJob() throws IOException {
    return map(map(new Yaml().load(text("gitlab-ci.yml"))).get("model-gate"));
  }

  private static Pipeline gitlab() throws IOException {
    List<String> lines = new ArrayList<>();
    ((List<?>) gitlabJob().get("script")).forEach(line -> lines.add(String.valueOf(line)));
    return new Pipeline(
        String.join("\n", lines),
        String.valueOf(map(map(gitlabJob().get("artifacts")).get("reports")).get("junit")));
  }

  /** What a Jenkinsfile calls, and with which numbers it compares the status. */
  private static final class Jenkinsfile extends CodeVisitorSupport {
    private String shell = "";
    private String report = "";
    private final Set<Object> statuses = new TreeSet<>();

    static Jenkinsfile read() throws IOException {
      Jenkinsfile file = new Jenkinsfile();
      for (ASTNode node :
          new AstBuilder().buildFromString(CompilePhase.CONVERSION, true, text("Jenkinsfile"))) {
        node.visit(file);
      }
      return file;
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
      if ("junit".equals(call.getMethodAsString())) {
        call.getArguments()
            .visit(
                new CodeVisitorSupport() {
                  @Override
                  public void visitConstantExpression(ConstantExpression file) {
                    report = String.valueOf(file.getValue());
                  }
                });
      }
      super.visitMethodCallExpression(call);
    }

    @Override
    public void visitMapEntryExpression(MapEntryExpression entry) {
      if (entry.getKeyExpression().getText().equals("script")) {
        shell += constant(entry.getValueExpression());
      }
      super.visitMapEntryExpression(entry);
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
      if (expression.getLeftExpression() instanceof VariableExpression variable
          && variable.getName().equals("status")
          && expression.getRightExpression() instanceof ConstantExpression number) {
        statuses.add(number.getValue());
      }
      super.visitBinaryExpression(expression);
    }

    private static Object constant(Expression expression) {
      return ((ConstantExpression) expression).getValue();
    }
  }

  private void isAGate(Pipeline pipeline) throws Exception {
    List<List<String>> commands = Documents.commands(pipeline.shell, folder);
    assertThat(commands).hasSize(1);
    List<String> arguments = commands.get(0).subList(1, commands.get(0).size());
    assertThat(arguments).contains("--not-worse-than", "--require").startsWith("evaluate");
    DocumentedCommandsTest.parse(arguments);
    assertThat(arguments.get(arguments.indexOf("--junit") + 1)).isEqualTo(pipeline.report);
  }

  @Test
  void thatOfGitHubActionsIsAGate() throws Exception {
    isAGate(github());
  }

  @Test
  void thatOfGitLabIsAGateAndTriesAgainWhereNoServerAnswers() throws Exception {
    isAGate(gitlab());
    assertThat(map(gitlabJob().get("retry"))).containsEntry("exit_codes", ExitCode.UNREACHABLE);
  }

  @Test
  void thatOfJenkinsIsAGateAndTellsStatusesApart() throws Exception {
    Jenkinsfile file = Jenkinsfile.read();
    isAGate(new Pipeline(file.shell, file.report));
    assertThat(file.statuses)
        .containsExactlyInAnyOrder(ExitCode.DONE, ExitCode.UNREACHABLE, ExitCode.REQUIREMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"github-actions.yml", "gitlab-ci.yml", "Jenkinsfile"})
  void eachSaysWhichServerAndWhoCallsByVariablesThatAreRead(String name) throws IOException {
    Set<String> variables = new TreeSet<>();
    Pattern.compile("\\bEMKD_[A-Z0-9_]+")
        .matcher(text(name))
        .results()
        .forEach(found -> variables.add(found.group()));
    assertThat(variables)
        .contains("EMKD_TARGET", "EMKD_TLS_CA", "EMKD_TOKEN_FILE")
        .isSubsetOf(EnvironmentNames.known());
  }

  /** As GitHub runs it, with a command that ends so. */
  @ParameterizedTest
  @CsvSource({
    ExitCode.DONE + ", ''",
    ExitCode.REFUSED + ", nothing was evaluated: status 1",
    ExitCode.USAGE + ", nothing was evaluated: status 2",
    ExitCode.UNREACHABLE + ", no server answers at there:50051",
    ExitCode.REQUIREMENT + ", the gate failed: films@3"
  })
  void thatOfGitHubActionsEndsAsTheCommandAndSaysWhy(int status, String why) throws Exception {
    Path emkd = Files.writeString(folder.resolve("emkd"), "#!/bin/bash\nexit " + status + "\n");
    assertThat(emkd.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-e", "-c", github().shell)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("MODEL", "films@3");
    builder.environment().put("EMKD_TARGET", "there:50051");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(status);
    if (status == ExitCode.DONE) {
      assertThat(said).isEmpty();
    } else {
      assertThat(said).startsWith("::error::" + why);
    }
  }
}
