package io.emkd.benchmarks;

import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.ModelLease;
import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What a call takes that finds the server idle, beside what the graph run in it takes. */
final class IdleCall {
  /** Few enough that a turn is long, many enough that a machine's moods fall on both. */
  private static final int TURNS = 10;

  private IdleCall() {}

  /**
   * Calls one at a time, in turn with runs of the same weights in memory without a call.
   *
   * @param seconds of the calls, and of the runs
   * @return how many calls failed
   */
  static long measure(
      BenchServer server,
      LoadGenerator load,
      GeneratedModel model,
      double seconds,
      Map<String, Number> results)
      throws InterruptedException {
    Histogram calls = new Histogram(3);
    Histogram runs = new Histogram(3);
    long failed = 0;
    try (ModelLease version =
        server.server.servedModels().acquire(new ModelReference(GeneratedModel.NAME, 0))) {
      BareGraphRun bare = model.bareRun(version.scorer());
      for (int turn = 0; turn < TURNS; turn++) {
        bare.oneAtATime(seconds / TURNS, runs);
        LoadGenerator.Outcome outcome = load.closedLoop(1, seconds / TURNS);
        calls.add(outcome.latencies());
        failed += outcome.failed() + outcome.refused();
      }
    }
    results.put("empty_call_p50_ms", median(emptyCalls(server.channel, seconds)));
    results.put("idle_p50_ms", median(calls));
    results.put("idle_graph_run_p50_ms", median(runs));
    results.put("idle_overhead_p50_ms", median(calls) - median(runs));
    return failed;
  }

  /** Over the same socket, of what computes nothing: a health check. */
  private static Histogram emptyCalls(Channel channel, double seconds) {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
    Histogram latencies = new Histogram(3);
    long start = System.nanoTime();
    while (System.nanoTime() - start < seconds * 1e9) {
      long sent = System.nanoTime();
      health.check(HealthCheckRequest.getDefaultInstance());
      latencies.recordValue(System.nanoTime() - sent);
    }
    return latencies;
  }

  private static double median(Histogram latencies) {
    return latencies.getValueAtPercentile(50) / 1e6;
  }
}
