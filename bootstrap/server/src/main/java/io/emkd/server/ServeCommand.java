package io.emkd.server;

import io.emkd.cli.CliException;
import io.emkd.cli.ExitCode;
import io.emkd.cli.LocalFile;
import io.emkd.server.settings.DeclaredSetting;
import io.emkd.server.settings.Settings;
import io.emkd.tensorflow.device.Device;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
      "  ./emkd serve --tls-certificate server.crt --tls-key server.key \\",
      "    --tokens tokens.yml",
      "  ./emkd serve --roles serving --shared-dir s3://bucket/emkd \\",
      "    --database-url jdbc:postgresql://db/emkd"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Duration LONGEST_STOP = Duration.ofMillis(4700);
  private static final int STOPPED_BY_SIGNAL = 143;
  private static final Map<Class<?>, Class<?>> NUMBERS =
      Map.of(int.class, Integer.class, long.class, Long.class, double.class, Double.class);

  /** By the keys of their settings. */
  private final Map<String, OptionSpec> options = new LinkedHashMap<>();

  @Option(names = "--config", description = "A YAML file of settings.")
  @Nullable Path config;

  /** The command with a flag for each setting that has one. */
  static CommandSpec spec() {
    ServeCommand command = new ServeCommand();
    Settings.all().stream()
        .filter(setting -> setting.declared().flag())
        .forEach(setting -> command.options.put(setting.key(), option(setting)));
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    command.options.values().forEach(spec::addOption);
    return spec;
  }

  private static OptionSpec option(DeclaredSetting setting) {
    String label = setting.declared().label();
    // What is off by default is switched on by its flag alone.
    boolean aSwitch =
        setting.type() == boolean.class && setting.declared().byDefault().equals("false");
    return OptionSpec.builder(setting.flag())
        // Numbers are told apart here; what else a value has to be, for flags as for all.
        .type(NUMBERS.getOrDefault(setting.type(), String.class))
        .arity(aSwitch ? "0..1" : "1")
        .fallbackValue(aSwitch ? "true" : "")
        .paramLabel(label.isEmpty() ? "<" + setting.component() + ">" : label)
        .description(described(setting))
        .build();
  }

  /** As a sentence, with what holds where the flag is left out. */
  private static String described(DeclaredSetting setting) {
    String phrase = setting.declared().value();
    String shown = setting.shownDefault();
    // Code keeps its small letter.
    return (phrase.substring(0, 1).toUpperCase(Locale.ROOT)
            + phrase.substring(1)
            + "."
            + (shown.isEmpty() ? "" : " Default: " + shown + "."))
        .replace("`", "");
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Object> flags = flags();
    requireDirectory(flags, "emkd.data-dir");
    requireDirectory(flags, "emkd.shared-dir");
    Thread preload = new Thread(Device::preload, "preload");
    preload.setDaemon(true);
    preload.start();
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
      closing.join(LONGEST_STOP.plus(server.lameDuck()).toMillis());
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
                  + "; --port, --http-port and --host, or --metrics-port and --metrics-host, choose others",
              failed);
        }
      }
      throw failed;
    }
  }

  /** Before seconds go by. */
  private static void requireDirectory(Map<String, Object> flags, String key) {
    if (flags.get(key) instanceof String given && !given.contains("://")) {
      LocalFile.requireDirectory(key.replace("emkd.", "--"), Path.of(given));
    }
  }

  /** What the command line sets, by the settings' keys. */
  private Map<String, Object> flags() {
    Map<String, Object> flags = new LinkedHashMap<>();
    options.forEach(
        (key, option) -> {
          Object given = option.getValue();
          if (given != null) {
            flags.put(key, given);
          }
        });
    return flags;
  }
}
