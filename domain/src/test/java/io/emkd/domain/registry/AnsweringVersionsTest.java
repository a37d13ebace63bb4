package io.emkd.domain.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a server loads before it listens. */
class AnsweringVersionsTest {
  private final MemoryModels models = new MemoryModels();

  private void published(String model, int versions) {
    for (int version = 1; version <= versions; version++) {
      models.publish(model, version, "shop");
    }
  }

  private List<String> answering(int limit) {
    return AnsweringVersions.of(models, limit).stream().map(ModelReference::toString).toList();
  }

  @Test
  void theServingVersionsOfAllModelsComeFirstAndWithoutTheirNumbers() {
    published("shop", 5);
    published("films", 2);
    models.routings.put(
        "shop",
        new ModelRouting(
            3,
            List.of(1),
            Map.of("stable", 1),
            0,
            Optional.of(new Canary(4, 0.1)),
            Optional.empty()));

    assertThat(answering(10)).containsExactly("shop", "films", "shop@1", "shop@4");
  }

  @Test
  void noMoreThanTheLimitAreListed() {
    published("shop", 1);
    published("films", 1);

    assertThat(answering(1)).containsExactly("shop");
  }

  @Test
  void aModelWhoseRoutingCannotBeReadIsLeftOut() {
    published("shop", 1);
    published("torn", 1);
    models.unreadable = "torn";

    assertThat(answering(10)).containsExactly("shop");
  }
}
