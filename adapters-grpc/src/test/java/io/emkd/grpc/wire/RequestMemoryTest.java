package io.emkd.grpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.CapacityException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What all requests together may take. */
class RequestMemoryTest {
  private static final long LIMIT = 1 << 20;

  private final RequestMemory memory = new RequestMemory(LIMIT);

  @Test
  void whatIsTakenIsNotThereForOthersUntilItIsGivenBack() {
    int units = memory.take(LIMIT / 4 * 3, Duration.ZERO);

    assertThatThrownBy(() -> memory.take(LIMIT / 2, Duration.ZERO))
        .isInstanceOf(CapacityException.class)
        .hasMessageContaining(LIMIT + " bytes")
        .hasMessageContaining("limits.request_memory");
    memory.give(units);
    memory.take(LIMIT / 2, Duration.ZERO);
  }

  @Test
  void aCallThatSentMuchAlreadyLeavesRoomForOthers() {
    assertThat(memory.arrive(LIMIT / 4 * 3, true)).isTrue();
    assertThat(memory.arrive(1, true)).isFalse();
    assertThat(memory.arrive(1, false)).isTrue();
    assertThat(memory.arrive(LIMIT / 4, false)).isFalse();
    memory.read(LIMIT);
    assertThat(memory.arrive(1, true)).isTrue();
  }

  @Test
  void aStreamMayWaitForMemory() throws Exception {
    int all = memory.take(LIMIT - 1024, Duration.ZERO);
    Thread other = new Thread(() -> memory.give(all));
    other.start();

    assertThat(memory.take(LIMIT / 2, Duration.ofSeconds(30))).isPositive();
    other.join();
  }
}
