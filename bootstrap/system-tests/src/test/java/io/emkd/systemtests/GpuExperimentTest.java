package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code experiment gpu} on a CPU at a small size. */
class GpuExperimentTest {
  private static final int USERS = 60;

  @TempDir Path folder;

  private Path data() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    StringBuilder events = new StringBuilder("user_id:token\titem_id:token\ttimestamp:float\n");
    StringBuilder items = new StringBuilder("item_id:token\tattributes:token_seq\n");
    for (int user = 1; user <= USERS; user++) {
      for (int event = 0; event < 8; event++) {
        events.append(user).append('\t');
        events.append((user + event * (1 + user % 2)) % 20 + 1).append('\t');
        events.append(event).append('\n');
      }
    }
    for (int item = 1; item <= 20; item++) {
      items.append(item).append('\t').append(item % 3 + 1).append(" 4\n");
    }
    Files.writeString(data.resolve("shop.inter"), events);
    Files.writeString(data.resolve("shop.item"), items);
    return data;
  }

  /** The smallest of the cases. */
  private Path golden() throws IOException {
    Path golden = Files.createDirectories(folder.resolve("golden"));
    String name = "single-network.json";
    Files.copy(
        Path.of(System.getProperty("project.root"))
            .resolve("adapters-tensorflow/src/test/resources/golden")
            .resolve(name),
        golden.resolve(name));
    return golden;
  }

  private int experiment(Map<String, String> options, String... more) {
    List<String> command = new ArrayList<>(List.of("experiment", "gpu", "--device", "cpu"));
    options.forEach((option, value) -> command.addAll(List.of(option, value)));
    command.addAll(List.of("--report", folder.resolve("report.md").toString()));
    command.addAll(List.of(more));
    return Said.by(command.toArray(String[]::new)).status();
  }

  private JsonNode steps() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("report.json").toFile()).get("steps");
  }

  @Test
  void itsReportHasWhatEachStepFound() throws Exception {
    List<String> sizes = new ArrayList<>();
    for (String size :
        List.of(
            "hidden_size=8",
            "masked_views=1",
            "batch_size=32",
            "max_length=6",
            "networks=1",
            "blocks=1",
            "epochs=4",
            "validation_interval=2",
            "first_validation_epoch=2")) {
      sizes.addAll(List.of("--set", size));
    }
    int status =
        experiment(
            Map.of(
                "--data", data().toString(),
                "--golden", golden().toString(),
                "--steps", "2",
                "--ranked", "300",
                "--seconds", "120",
                "--golden-seconds", "240",
                "--times-seconds", "480",
                "--profile-seconds", "120",
                "--evaluation-seconds", "60"),
            sizes.toArray(String[]::new));
    String report = Files.readString(folder.resolve("report.md"));
    assertThat(status).as(report).isZero();
    assertThat(report)
        .contains("| TensorFlow |", "| seed | 42 |", "hidden_size=8")
        .contains("## Golden vectors", "## Step times", "## Profile", "## Training")
        .contains("## Evaluation", "| markov |", "| popularity |", "| the paper");
    JsonNode steps = steps();
    assertThat(steps).hasSize(5).allMatch(step -> step.get("state").asText().equals("done"));
    assertThat(steps.get(0).get("cases"))
        .hasSize(2)
        .allMatch(golden -> golden.get("failures").isEmpty());
    assertThat(steps.get(1).get("variants"))
        .hasSize(5)
        .allMatch(variant -> variant.get("seconds_per_step").asDouble() > 0)
        .allMatch(variant -> variant.get("seconds_to_rank").asDouble() > 0);
    assertThat(steps.get(2).get("operations"))
        .hasSizeBetween(1, 60)
        .allMatch(operation -> operation.get("calls").asInt() > 0);
    assertThat(steps.get(3).get("curve"))
        .extracting(point -> point.get("epoch").asInt())
        .containsExactly(2, 4);
    assertThat(steps.get(4).get("metrics").fieldNames())
        .toIterable()
        .contains("ensemble", "markov", "popularity", "paper");
  }

  @Test
  void aStepWithoutTimeIsToldAndTheOthersAreTried() throws Exception {
    int status =
        experiment(
            Map.of(
                "--golden", golden().toString(),
                "--golden-seconds", "1",
                "--times-seconds", "1",
                "--profile-seconds", "1"));
    assertThat(status).isEqualTo(1);
    assertThat(steps())
        .extracting(step -> step.get("state").asText())
        .containsExactly("failed", "failed", "failed", "skipped", "skipped");
    assertThat(steps().get(0).get("reason").asText()).contains("PROGRAM: it was not done after");
    assertThat(steps().get(3).get("reason").asText()).contains("--data");
  }
}
