package io.emkd.tensorflow.device;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.domain.error.UnmetPreconditionException;
import org.junit.jupiter.api.Test;

class DeviceTest {
  @Test
  void aGpuThatIsNotThereIsAnErrorThatNamesWhatIsMissing() {
    assumeTrue(Device.choose("auto", 0).name().equals("cpu"), "SKIPPED: this machine has a GPU");
    assertThatThrownBy(() -> Device.choose("gpu", 0))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("NVIDIA's driver")
        .hasMessageContaining("mvn -Pgpu")
        .hasMessageContaining("libcudnn.so.9");
  }
}
