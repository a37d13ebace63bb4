package io.emkd.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.ExportDatasetRequest;
import io.emkd.v1.ExportDatasetResponse;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = "Writes a dataset to files, which import reads back.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd export --dataset ml-100k --format parquet --directory out",
      "  ./emkd export --dataset ml-100k --format json_lines --output json"
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin ServerConnection server;
  @Mixin ResultFormat result;

  @Option(names = "--dataset", required = true, description = "Its name.")
  String dataset;

  @Option(
      names = "--format",
      required = true,
      description = "recbole, s3rec, delimited, movielens, json_lines or parquet.")
  ImportCommand.Format format;

  @Option(
      names = "--attribute-separator",
      defaultValue = "",
      description = "Of recbole, between attributes of one cell. Default: a space.")
  String attributeSeparator;

  @Option(
      names = "--directory",
      defaultValue = ".",
      description = "Where the files are written; those there are replaced. Default: here.")
  Path directory;

  @Override
  public Integer call() {
    LocalFile.requireDirectory("--directory", directory);
    ExportDatasetRequest request =
        ExportDatasetRequest.newBuilder()
            .setDataset(dataset)
            .setFormat(ImportFormat.valueOf("IMPORT_FORMAT_" + format))
            .setAttributeSeparator(attributeSeparator)
            .build();
    List<ExportedFiles.Written> written =
        server.call(
            channel -> {
              Iterator<ExportDatasetResponse> pieces =
                  DatasetServiceGrpc.newBlockingStub(channel).exportDataset(request);
              try (ExportedFiles files = new ExportedFiles(directory);
                  ProgressBar bar =
                      Progress.bar("export").setInitialMax(-1).setUnit(" MiB", 1 << 20).build()) {
                while (pieces.hasNext()) {
                  FilePiece piece = pieces.next().getPiece();
                  files.write(piece);
                  bar.stepBy(piece.getContent().size());
                }
                return files.publish();
              } catch (IOException failed) {
                throw new CliException(
                    ExitCode.USAGE,
                    "the export cannot be written: " + LocalFile.problem(failed),
                    failed);
              }
            });
    if (result.json()) {
      JsonArray files = new JsonArray();
      written.forEach(file -> files.add(file.json()));
      JsonObject all = new JsonObject();
      all.add("files", files);
      System.out.println(Output.json(all));
    } else {
      written.forEach(file -> System.out.println("wrote " + file.path()));
    }
    return ExitCode.DONE;
  }
}
