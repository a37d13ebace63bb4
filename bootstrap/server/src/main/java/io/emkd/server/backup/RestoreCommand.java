package io.emkd.server.backup;

import io.emkd.cli.ExitCode;
import io.emkd.cli.ResultFormat;
import io.emkd.storage.backup.BackupContents;
import io.emkd.storage.backup.EmbeddedRestore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "restore",
    description = "Puts a backup into the directories of a server to be, which have to be empty.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  ./emkd restore --from /backups/2026-11-26 --data-dir restored"})
final class RestoreCommand implements Callable<Integer> {
  @Mixin StoreDirectories directories = new StoreDirectories();
  @Mixin ResultFormat format = new ResultFormat();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIRECTORY",
      description = "What emkd backup wrote.")
  Path source = Path.of("");

  @Override
  public Integer call() {
    BackupContents contents =
        EmbeddedRestore.read(source, directories.data(), directories.shared());
    ContentsReport.print(contents, format.json(), "restored to " + directories.data());
    return ExitCode.DONE;
  }
}
