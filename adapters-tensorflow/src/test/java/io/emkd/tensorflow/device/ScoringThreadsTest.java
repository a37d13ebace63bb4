package io.emkd.tensorflow.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import org.junit.jupiter.api.Test;

class ScoringThreadsTest {
  private static final int BEAUTY = 12_101;
  private static final int PROCESSORS = 8;

  private static ScoringThreads of(String device, int hiddenSize, int itemCount) {
    return ScoringThreads.of(
        device,
        new EnsembleConfiguration(EncoderKind.BERT4REC, hiddenSize, 15, 2, 2, 3, 0.1),
        itemCount,
        PROCESSORS);
  }

  @Test
  void operationsOfASmallEnsembleTakeAThreadEachAndEveryProcessorARun() {
    assertThat(of("cpu", 64, BEAUTY)).isEqualTo(new ScoringThreads(1, PROCESSORS));
  }

  @Test
  void allThreadsShareTheOperationsOfALargeEnsembleWhichIsRunOnceAtATime() {
    ScoringThreads shared = new ScoringThreads(0, 1);
    assertThat(of("cpu", 256, BEAUTY)).isEqualTo(shared);
    assertThat(of("cpu", 64, 1_000_000)).isEqualTo(shared);
  }

  @Test
  void aGpuComputesWhileAnswersAreHandedOut() {
    assertThat(of("gpu", 64, BEAUTY)).isEqualTo(new ScoringThreads(0, 2));
    assertThat(of("gpu", 256, BEAUTY)).isEqualTo(new ScoringThreads(0, 2));
  }
}
