package io.emkd.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a training that is shorter than the demo's own. */
class DemoTest {
  private static final int EPOCHS = 10;
  private static final List<String> METRICS = List.of("HR@5", "HR@10", "MRR", "NDCG@5", "NDCG@10");

  @TempDir static Path folder;

  private static int status;
  private static String said;

  @BeforeAll
  static void run() throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      status = new Demo(folder, EPOCHS, false).run();
    } finally {
      System.setOut(out);
    }
    said = captured.toString(StandardCharsets.UTF_8);
  }

  /** The numbers of the first row that begins with {@code name}. */
  private static double[] row(String name) {
    String line =
        said.lines()
            .filter(one -> one.strip().startsWith(name + " "))
            .filter(one -> one.matches(".*\\d\\.\\d{5}$"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no row '" + name + "' in\n" + said));
    return Arrays.stream(line.strip().substring(name.length()).split("[\\s±]+"))
        .filter(cell -> !cell.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void everyPartSucceeds() {
    assertThat(said).contains("answered by films@1");
    assertThat(status).isZero();
  }

  @Test
  void theEnsembleIsAboveMarkovAndMarkovAbovePopularity() {
    for (int m = 0; m < METRICS.size(); m++) {
      assertThat(row("films@1")[m]).as(METRICS.get(m)).isGreaterThan(row("markov")[m]);
      assertThat(row("markov")[m]).as(METRICS.get(m)).isGreaterThan(row("popularity")[m]);
    }
  }

  @Test
  void theEnsembleIsNearerToTheOptimumThanToMarkovAndNotAboveItButByChance() {
    for (int m = 0; m < METRICS.size(); m++) {
      double ensemble = row("films@1")[m];
      double optimum = row("optimum")[m];
      assertThat(ensemble)
          .as(METRICS.get(m))
          .isLessThan(optimum + 4 * row("by chance")[m])
          .isGreaterThan((optimum + row("markov")[m]) / 2);
    }
  }

  @Test
  void whatTheLastFilmDoesNotTellIsPredictedByTheEnsembleAndNotByMarkov() {
    for (String planted :
        List.of(
            "it goes on after another film came in between",
            "the next series, after another film changed the taste",
            "the next series, after a rare short film changed it")) {
      double[] viewersPopularityMarkovEnsembleOptimum = row(planted);
      assertThat(viewersPopularityMarkovEnsembleOptimum[3])
          .as(planted)
          .isGreaterThan(viewersPopularityMarkovEnsembleOptimum[2]);
    }
  }
}
