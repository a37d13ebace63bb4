package io.emkd.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.cli.CliException;
import io.emkd.domain.configuration.Preset;
import io.emkd.tensorflow.device.Device;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The benchmark itself, at a size that says nothing about speed. */
class ClosedLoopBenchmarkTest {
  private static ClosedLoopBenchmark benchmark(Processors ofServer) {
    return new ClosedLoopBenchmark(
        Device.choose("cpu", 0),
        Preset.SMALL.configuration(),
        new TrainingBenchmark.Data(200, 5, 10),
        List.of(1, 8),
        ofServer,
        new Processors(""),
        0.5,
        told -> {});
  }

  @Test
  void aServerInAProcessOfItsOwnAnswersEveryRequestAtEachLevel() throws Exception {
    Map<String, Number> results = benchmark(new Processors("0")).run();

    for (String level : List.of("in_flight_1_", "in_flight_8_")) {
      for (String call : List.of("", "stream_")) {
        assertThat(results.get(level + call + "failed").longValue()).isZero();
        assertThat(results.get(level + call + "sequences_per_second").doubleValue()).isPositive();
        assertThat(results.get(level + call + "server_cpu_ms").doubleValue()).isPositive();
        assertThat(results.get(level + call + "generator_cpu_ms").doubleValue()).isPositive();
      }
      assertThat(results.get(level + "bare_run_ms").doubleValue()).isPositive();
      assertThat(results.get(level + "bare_cpu_ms").doubleValue()).isPositive();
      double share =
          results.get(level + "sequences_per_second").doubleValue()
              * results.get(level + "bare_run_ms").doubleValue()
              / 1e3
              / (level.equals("in_flight_1_") ? 1 : 8);
      assertThat(results.get(level + "share_of_bare").doubleValue()).isEqualTo(share);
    }
  }

  @Test
  void processorsThatAreNotThereAreNamed() {
    assertThatThrownBy(() -> benchmark(new Processors("4000")).run())
        .isInstanceOf(CliException.class)
        .hasMessageContaining("processors 4000");
  }
}
