package io.emkd.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.domain.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NextItemProperties {
  private static final int ITEMS = 50;
  private static final int LENGTH = 12;

  private static TrainingConfiguration configuration(List<EncoderKind> encoders) {
    TrainingConfiguration quick = Preset.QUICK.configuration();
    return new TrainingConfiguration(
        new EnsembleConfiguration(
            encoders, 8, LENGTH, 1, 1, Math.max(2, encoders.size()), 0.1, 0.02, false, 0.0),
        new MaskingConfiguration(2, 0.15, 1, true, 1.0, Objective.NEXT_ITEM),
        quick.loss(),
        quick.schedule(),
        quick.precision(),
        7);
  }

  @Property
  void everyItemButTheFirstIsAskedForAndNoneIsHidden(
      @ForAll @Size(min = 1, max = LENGTH) List<@IntRange(min = 1, max = ITEMS) Integer> window) {
    int[] items = window.stream().mapToInt(Integer::intValue).toArray();
    TrainingBatch batch =
        new BatchSchedule(List.of(items), ITEMS, configuration(List.of(EncoderKind.SASREC)))
            .batch(0);
    int first = LENGTH - items.length;
    for (int m = 0; m < batch.maskedViews(); m++) {
      assertThat(batch.views()[m][0]).isEqualTo(batch.original()[0]);
      assertThat(batch.labels()[m][0][first]).isZero();
      assertThat(Arrays.copyOfRange(batch.labels()[m][0], first + 1, LENGTH))
          .isEqualTo(Arrays.copyOfRange(items, 1, items.length));
    }
    for (int t = 0; t < LENGTH; t++) {
      assertThat(batch.predictsAttributes(0, t)).isEqualTo(t > first);
    }
  }

  @Example
  void anEncoderThatSeesMoreThanWhatIsBeforeAPositionIsRefused() {
    for (EncoderKind kind : EncoderKind.values()) {
      List<EncoderKind> mixed = List.of(EncoderKind.GRU4REC, kind);
      if (kind.causal()) {
        assertThat(configuration(mixed).ensemble().encoder(1)).isEqualTo(kind);
      } else {
        assertThatThrownBy(() -> configuration(mixed))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("objective is next_item but must be masked")
            .hasMessageContaining(kind.name());
      }
    }
  }
}
