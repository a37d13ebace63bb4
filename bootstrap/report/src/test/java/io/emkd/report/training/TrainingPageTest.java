package io.emkd.report.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.training.TrainingCurve;
import io.emkd.domain.training.TrainingRecord;
import io.emkd.domain.training.TrainingRequest;
import io.emkd.domain.training.TrainingState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingPageTest {
  private static final Instant NOW = Instant.parse("2026-11-28T01:02:03.456Z");

  private static String page(TrainingState state, List<TrainingCurve> curves, Example... examples) {
    TrainingRecord record =
        new TrainingRecord(
            "films-1",
            new TrainingRequest("ml", "films", Preset.SMALL.configuration(), false),
            state,
            NOW,
            NOW,
            "why it ended");
    return new TrainingPage("emkd 1", record, Optional.empty(), Optional.empty())
        .of(curves, List.of(examples))
        .text();
  }

  private static TrainingCurve curve(String name, double... values) {
    return new TrainingCurve(
        name,
        IntStream.range(0, values.length)
            .mapToObj(
                at -> new TrainingCurve.Point(at + 1L, Duration.ofSeconds(50L * at), values[at]))
            .toList());
  }

  private static Item item(String id) {
    return new Item(id, "Title of " + id, List.of());
  }

  @Test
  void aTrainingThatPublishedNothingShowsTheBestThatItHad() {
    assertThat(
            page(
                TrainingState.FAILED,
                List.of(
                    curve("validation/NDCG@10", 0.1, 0.3, 0.2),
                    curve("validation/HR@10", 0.5, 0.4, 0.6),
                    curve("loss/mean_of_epoch", 9, 8, 7))))
        .contains("<h2>Failed</h2>", "why it ended", "2026-11-28T01:02:03Z", "emkd 1")
        .contains(
            "<span class=\"figure\">0.3000</span><span>validation NDCG@10</span>",
            "<span class=\"figure\">0.4000</span><span>validation HR@10</span>",
            "<span class=\"figure\">1 min 40 s</span>",
            "All 3 validations as a table");
  }

  @Test
  void aTermThatIsZeroAtEveryStepIsNamedInPlaceOfAPicture() {
    assertThat(
            page(
                TrainingState.CANCELLED,
                List.of(
                    curve("loss/total", 3, 2),
                    curve("loss/masked_item", 3, 2),
                    curve("loss/distillation", 0, 0))))
        .contains("masked item, unweighted", "Zero at every step: distillation.")
        .doesNotContain("distillation, unweighted");
  }

  @Test
  void aTrainingThatSaidNothingHasAPageWithoutPictures() {
    assertThat(page(TrainingState.FAILED, List.of()))
        .contains("<h2>Failed</h2>", "<dt>seed</dt><dd>42</dd>")
        .doesNotContain("<figure");
  }

  @Test
  void peopleAreShownByTitlesAndWhatCameNextIsFoundByItsId() {
    Example found =
        new Example(
            List.of(item("a")),
            item("b"),
            List.of(new Item("c", "Title of b", List.of()), item("b")),
            OptionalDouble.of(0.5));
    Example missed =
        new Example(List.of(item("a")), item("d"), List.of(item("e")), OptionalDouble.of(1));
    assertThat(page(TrainingState.SUCCEEDED, List.of(), found, missed))
        .contains("Of 2 users", "1 find it", "User 2 of 2", "recommended, 0.75 on average")
        .contains("<li>Title of b</li><li><strong>Title of b</strong></li>")
        .contains("What came next is not among them: Title of d");
  }
}
