package io.emkd.server.backup;

import io.emkd.cli.ExitCode;
import io.emkd.cli.ResultFormat;
import io.emkd.storage.backup.BackupContents;
import io.emkd.storage.backup.EmbeddedBackup;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "backup",
    description =
        "Copies the embedded database, models and trainings of a server, which may go on running.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd backup --data-dir data --to /backups/2026-11-26",
      "  kubectl exec emkd-0 -- ./emkd backup --to /backups/today"
    })
final class BackupCommand implements Callable<Integer> {
  @Mixin StoreDirectories directories = new StoreDirectories();
  @Mixin ResultFormat format = new ResultFormat();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIRECTORY",
      description = "A new one, which is there when the backup is complete.")
  Path target = Path.of("");

  @Override
  public Integer call() {
    BackupContents contents =
        EmbeddedBackup.write(directories.data(), directories.shared(), target, Clock.systemUTC());
    ContentsReport.print(contents, format.json(), "backed up to " + target);
    return ExitCode.DONE;
  }
}
