package io.emkd.tensorflow.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.tensorflow.graph.compile.Compilation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class DeviceTest {
  private static final class Told extends Handler {
    private final List<String> warnings = new ArrayList<>();

    @Override
    public void publish(LogRecord said) {
      if (said.getLevel().equals(Level.WARNING)) {
        warnings.add(said.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static List<String> warnings(Optional<Path> toolkit, Compilation expected) {
    Logger log = Logger.getLogger(Device.class.getName());
    Told told = new Told();
    log.addHandler(told);
    try {
      assertThat(Device.gpu(0, toolkit, 1).compilation()).isEqualTo(expected);
    } finally {
      log.removeHandler(told);
    }
    return told.warnings;
  }

  @Test
  void aGpuWithoutACudaToolkitSaysInOneLineWhatIsMissingAndWhatItCosts() {
    assertThat(warnings(Optional.empty(), Compilation.NONE))
        .singleElement()
        .asString()
        .contains("CUDA toolkit", "CUDA_HOME", "two to four times as long")
        .doesNotContain("\n");
  }

  @Test
  void aGpuWithACudaToolkitCompilesAStepAndSaysNothing() {
    assertThat(warnings(Optional.of(Path.of("/usr/local/cuda")), Compilation.PROGRAM)).isEmpty();
  }

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
