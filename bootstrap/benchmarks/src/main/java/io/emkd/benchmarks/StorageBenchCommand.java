package io.emkd.benchmarks;

import io.emkd.cli.CliException;
import io.emkd.cli.ResultFormat;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.sql.PostgresDatabase;
import io.emkd.storage.sql.SqlDatabase;
import io.emkd.storage.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "storage",
    description =
        "Measures import, scan, appends and reads of generated interactions, beside the engine's own bulk load.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd bench storage",
      "  ./emkd bench storage --interactions 100000 --output json"
    })
final class StorageBenchCommand implements Callable<Integer> {
  @Option(names = "--interactions", defaultValue = "1000000", description = "Default: 1000000.")
  long interactions;

  @Option(names = "--users", defaultValue = "10000", description = "Default: 10000.")
  int users;

  @Option(names = "--items", defaultValue = "10000", description = "Default: 10000.")
  int items;

  @Option(
      names = "--appends",
      defaultValue = "10000",
      description = "A second, beside which users are read. Default: 10000.")
  int appends;

  @Option(
      names = "--database-url",
      description =
          "jdbc:postgresql://HOST:PORT/DATABASE; its dataset 'bench' is replaced. Default: SQLite, in a folder that is removed.")
  @Nullable String url;

  @Option(
      names = "--database-user",
      defaultValue = "emkd",
      description = "Default: emkd. The password comes from EMKD_DATABASE_PASSWORD.")
  String user;

  @Option(
      names = "--database-file",
      description =
          "SQLite, in this file, which is kept; its dataset 'bench' is replaced. Not with --database-url.")
  @Nullable Path file;

  @Option(
      names = "--existing",
      description =
          "Only read beside appends, on what an earlier run of this size left in PostgreSQL or --database-file.")
  boolean existing;

  @Mixin ResultFormat result;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requirePositive("--interactions", interactions);
    requirePositive("--users", users);
    requirePositive("--items", items);
    requirePositive("--appends", appends);
    if (file != null && url != null) {
      throw new CliException(
          "--database-file is for SQLite, --database-url for PostgreSQL: give one");
    }
    if (file != null && (Files.isDirectory(file) || !isInADirectory(file))) {
      throw new CliException(
          "--database-file is '" + file + "' but must be a file in a directory that is there");
    }
    if (existing && url == null && (file == null || Files.notExists(file))) {
      throw new CliException(
          "--existing needs --database-url or a --database-file that is there; given: " + file);
    }
    Path scratch = Files.createTempDirectory("emkd-bench");
    String password = System.getenv().getOrDefault("EMKD_DATABASE_PASSWORD", "");
    Path sqlite = file == null ? scratch.resolve("emkd.sqlite") : file;
    try (SqlDatabase database =
        url == null
            ? SqliteDatabase.open(sqlite)
            : new PostgresDatabase(
                new PostgresDatabase.Settings(url, user, password, 16, Duration.ofSeconds(30)))) {
      StorageBenchmark benchmark =
          new StorageBenchmark(
              new StorageBenchmark.Size(interactions, users, items, appends),
              url == null
                  ? BulkBaseline.sqlite(scratch.resolve("baseline.sqlite"))
                  : BulkBaseline.postgresql(url, user, password),
              System.err::println);
      Map<String, Number> results =
          existing ? benchmark.readAgain(database) : benchmark.run(database, scratch);
      results.put(
          "database_bytes",
          url == null ? Files.size(sqlite) : BulkBaseline.postgresqlBytes(url, user, password));
      BenchResults.print(result.json(), results);
    } finally {
      AtomicDirectory.delete(scratch);
    }
    return 0;
  }

  private static boolean isInADirectory(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder != null && Files.isDirectory(folder);
  }

  private static void requirePositive(String option, long value) {
    if (value < 1) {
      throw new CliException(option + " is " + value + " but must be at least 1");
    }
  }
}
