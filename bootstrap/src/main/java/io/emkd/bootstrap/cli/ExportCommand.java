package io.emkd.bootstrap.cli;

import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.ExportDatasetRequest;
import io.emkd.v1.ExportDatasetResponse;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = "Writes a dataset to files, which import reads back.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Mixin ServerConnection server;

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
    return server.call(
        channel -> {
          Iterator<ExportDatasetResponse> pieces =
              DatasetServiceGrpc.newBlockingStub(channel)
                  .exportDataset(
                      ExportDatasetRequest.newBuilder()
                          .setDataset(dataset)
                          .setFormat(ImportFormat.valueOf("IMPORT_FORMAT_" + format))
                          .setAttributeSeparator(attributeSeparator)
                          .build());
          try {
            write(pieces);
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
          return 0;
        });
  }

  private void write(Iterator<ExportDatasetResponse> pieces) throws IOException {
    String open = "";
    OutputStream out = null;
    try (ProgressBar bar =
        ProgressBar.builder()
            .setTaskName("export")
            .setInitialMax(-1)
            .setUnit(" MiB", 1 << 20)
            .showSpeed()
            .build()) {
      while (pieces.hasNext()) {
        FilePiece piece = pieces.next().getPiece();
        if (!piece.getFile().equals(open)) {
          if (out != null) {
            out.close();
          }
          Files.createDirectories(directory);
          open = piece.getFile();
          out = Files.newOutputStream(directory.resolve(Path.of(open).getFileName()));
        }
        piece.getContent().writeTo(out);
        bar.stepBy(piece.getContent().size());
      }
    } finally {
      if (out != null) {
        out.close();
      }
    }
  }
}
