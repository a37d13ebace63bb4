package io.emkd.server;

import io.emkd.cli.CliException;
import io.emkd.cli.ExitCode;
import io.emkd.cli.LocalFile;
import io.emkd.tensorflow.device.Device;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description =
        "Runs the server. Flags win over environment variables (EMKD_PORT and so on), those over the file.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd serve --data-dir data",
      "  ./emkd serve --config emkd.yml --port 50052 --metrics-port -1",
      "  ./emkd serve --roles serving --shared-dir s3://bucket/emkd \\",
      "    --database-url jdbc:postgresql://db/emkd"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Duration LONGEST_STOP = Duration.ofMillis(4700);
  private static final int STOPPED_BY_SIGNAL = 143;

  @Option(names = "--port", description = "Of gRPC; 0 takes a free one. Default: 50051.")
  Integer port;

  @Option(
      names = "--metrics-port",
      description = "Of HTTP, for /prometheus and /health; -1 takes a free one. Default: 9464.")
  Integer metricsPort;

  @Option(
      names = "--data-dir",
      description = "Holds the database, models and trainings. Default: .emkd")
  String dataDir;

  @Option(
      names = "--shared-dir",
      description =
          "Holds models and trainings: a directory or s3://BUCKET/PREFIX, the same for all servers of one database. Default: --data-dir.")
  String sharedDir;

  @Option(
      names = "--s3-endpoint",
      description =
          "http://HOST:PORT of an S3-compatible server other than Amazon's. Keys and region come from where the AWS SDK looks for them.")
  String s3Endpoint;

  @Option(
      names = "--roles",
      description =
          "serving, training or both, with a comma: what this process does. Default: serving,training.")
  String roles;

  @Option(
      names = "--database-url",
      description =
          "jdbc:postgresql://HOST:PORT/DATABASE in place of the embedded database. Its password comes from EMKD_DATABASE_PASSWORD or the file.")
  String databaseUrl;

  @Option(names = "--database-user", description = "Default: emkd.")
  String databaseUser;

  @Option(names = "--device", description = "auto, cpu or gpu. Default: auto.")
  String device;

  @Option(
      names = "--training-threads",
      description = "Of a training; 0 takes all processors. Default: 0.")
  Integer trainingThreads;

  @Option(
      names = "--resume-trainings",
      arity = "1",
      paramLabel = "true|false",
      description =
          "Whether a training that a stop or a crash interrupted goes on at the next start, else `trainings resume ID` does it; with --database-url it goes on anyway. Default: true.")
  String resumeTrainings;

  @Option(
      names = "--scoring-batch-size",
      description = "Recommendations that share a graph run at most. Default: 128.")
  Integer scoringBatchSize;

  @Option(
      names = "--scoring-queue-size",
      description =
          "Recommendations that wait to be scored at most; more are refused. Default: 1024.")
  Integer scoringQueueSize;

  @Option(
      names = "--scoring-queue-delay",
      description = "A recommendation that would wait longer is refused, e.g. 500ms, the default.")
  String scoringQueueDelay;

  @Option(
      names = "--index-threshold",
      description =
          "Catalogues of at least so many items are ranked by an approximate index, built when a version is published; 0 never. Default: 200000.")
  Integer indexThreshold;

  @Option(
      names = "--index-recall",
      description =
          "The share of the exact ten best items that the index is to find; a version whose index does not is ranked exactly. Default: 0.95.")
  Double indexRecall;

  @Option(
      names = "--versions-in-memory",
      description =
          "The versions that stay in memory at most, the most recently used, besides those in use. Default: 16.")
  Integer versionsInMemory;

  @Option(
      names = "--versions-kept",
      description =
          "The newest versions of a model that stay after a training, besides those in use; 0 keeps all. Default: 10.")
  Integer versionsKept;

  @Option(
      names = "--warm-up",
      description =
          "How long the server calls itself before it listens, so that Java has compiled what the first clients need; 0s not at all. Default: 1s.")
  String warmUp;

  @Option(names = "--config", description = "A YAML file of settings.")
  Path config;

  @Override
  public Integer call() throws InterruptedException {
    requireDirectory("--data-dir", dataDir);
    requireDirectory("--shared-dir", sharedDir);
    Thread preload = new Thread(Device::preload, "preload");
    preload.setDaemon(true);
    preload.start();
    Map<String, Object> flags = new LinkedHashMap<>();
    put(flags, "emkd.port", port);
    put(flags, "emkd.metrics-port", metricsPort);
    put(flags, "emkd.data-dir", dataDir);
    put(flags, "emkd.shared-dir", sharedDir);
    put(flags, "emkd.s3-endpoint", s3Endpoint);
    put(flags, "emkd.roles", roles);
    put(flags, "emkd.database-url", databaseUrl);
    put(flags, "emkd.database-user", databaseUser);
    put(flags, "emkd.device", device);
    put(flags, "emkd.training-threads", trainingThreads);
    put(flags, "emkd.resume-trainings", resumeTrainings);
    put(flags, "emkd.scoring-batch-size", scoringBatchSize);
    put(flags, "emkd.scoring-queue-size", scoringQueueSize);
    put(flags, "emkd.scoring-queue-delay", scoringQueueDelay);
    put(flags, "emkd.index-threshold", indexThreshold);
    put(flags, "emkd.index-recall", indexRecall);
    put(flags, "emkd.versions-in-memory", versionsInMemory);
    put(flags, "emkd.versions-kept", versionsKept);
    put(flags, "emkd.warm-up", warmUp);
    EmkdServer server = start(flags);
    System.out.println("EMKD Server listens on port " + server.port());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  close(server);
                  stopped.countDown();
                },
                "shutdown"));
    stopped.await();
    return 0;
  }

  /** What is stuck does not keep the process: everything that was acknowledged survives kill -9. */
  private static void close(EmkdServer server) {
    Thread closing = new Thread(server::close, "close");
    closing.start();
    try {
      closing.join(LONGEST_STOP.toMillis());
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    if (closing.isAlive()) {
      Runtime.getRuntime().halt(STOPPED_BY_SIGNAL);
    }
  }

  /** A wrong setting or a taken port needs its message, not where in the framework it surfaced. */
  private EmkdServer start(Map<String, Object> flags) {
    try {
      return EmkdServer.start(flags, Optional.ofNullable(config));
    } catch (RuntimeException failed) {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException) {
          throw new CliException(
              ExitCode.REFUSED,
              failed.getMessage()
                  + ": "
                  + cause.getMessage()
                  + "; --port and --metrics-port choose others",
              failed);
        }
      }
      throw failed;
    }
  }

  /** Before seconds go by. */
  private static void requireDirectory(String option, String given) {
    if (given != null && !given.contains("://")) {
      LocalFile.requireDirectory(option, Path.of(given));
    }
  }

  private static void put(Map<String, Object> flags, String property, Object value) {
    if (value != null) {
      flags.put(property, value);
    }
  }
}
