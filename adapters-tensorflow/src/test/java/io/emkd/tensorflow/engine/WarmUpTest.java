package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.serving.ScoringLimits;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final int ITEMS = 100;
  private static final int LENGTH = 4;

  private final List<Integer> scored = new ArrayList<>();

  /** Keeps the sizes of the batches that it is asked to rank. */
  private EnsembleScorer scorer() {
    return (EnsembleScorer)
        Proxy.newProxyInstance(
            EnsembleScorer.class.getClassLoader(),
            new Class<?>[] {EnsembleScorer.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "itemCount" -> ITEMS;
                  case "maxLength" -> LENGTH;
                  case "top" -> {
                    scored.add(((int[][]) arguments[0]).length);
                    yield new TopItems[0];
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void oneSequenceAndABatchOfTheConfiguredSizeAreScored() {
    new WarmUp(new ScoringLimits(48, 1024, Duration.ofMillis(500))).run(scorer());
    assertThat(scored).containsExactly(1, 48);
  }
}
