package io.emkd.cli;

import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.DatasetSize;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.emkd.v1.ImportHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = "Replaces a dataset by the content of files: all of it, or nothing.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd import --dataset ml-100k --format recbole --attributes class \\",
      "    --min-interactions 5 ml-100k.inter ml-100k.item",
      "  ./emkd import --dataset shop --format delimited --user-column customer \\",
      "    --skip-bad-lines 10 orders.csv",
      "  ./emkd import --dataset shop --format json_lines --output json - \\",
      "    < events.jsonl"
    })
final class ImportCommand implements Callable<Integer> {
  enum Format {
    RECBOLE,
    S3REC,
    DELIMITED,
    MOVIELENS,
    JSON_LINES,
    PARQUET
  }

  @Mixin ServerConnection server;
  @Mixin ResultFormat result;

  @Option(names = "--dataset", required = true, description = "Its name.")
  String dataset;

  @Option(
      names = "--format",
      required = true,
      description = "recbole, s3rec, delimited, movielens, json_lines or parquet.")
  Format format;

  @Option(
      names = "--attributes",
      defaultValue = "",
      description = "The column of items that holds attributes.")
  String attributes;

  @Option(
      names = "--min-interactions",
      defaultValue = "0",
      description = "k of the iterated k-core filter. Default: 0, which keeps all.")
  int minInteractions;

  @Option(names = "--user-column", defaultValue = "", description = "Default: user_id.")
  String user;

  @Option(names = "--item-column", defaultValue = "", description = "Default: item_id.")
  String item;

  @Option(
      names = "--timestamp-column",
      defaultValue = "",
      description = "Default: timestamp; without one the order of lines counts.")
  String timestamp;

  @Option(
      names = "--title-column",
      defaultValue = "",
      description = "Default: the first column that ends in title.")
  String title;

  @Option(
      names = "--delimiter",
      defaultValue = "",
      description = "Of delimited text, one character or \\t for a tab. Default: a comma.")
  String delimiter;

  @Mixin ImportReading reading;

  @Option(
      names = "--attribute-separator",
      defaultValue = "",
      description = "Between attributes of one cell. Default: a space.")
  String attributeSeparator;

  @Option(
      names = "--weight-column",
      defaultValue = "",
      description = "Default: weight or rating, where there is one.")
  String weight;

  @Option(
      names = "--type-column",
      defaultValue = "",
      description = "Default: type, where there is one.")
  String type;

  @Option(
      names = "--skip-bad-lines",
      defaultValue = "0",
      description = "Bad lines that are left out and reported; one more fails. Default: 0.")
  int skipBadLines;

  @Option(
      names = "--activate-all",
      description = "Items that were switched off are switched on. Default: they stay off.")
  boolean activateAll;

  @Option(
      names = "--keep-line-order",
      description =
          "Of a user's events of one time the order of lines counts. Default: an order that is the same whatever the lines'.")
  boolean keepLineOrder;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Interactions and items; - is standard input.")
  List<Path> files;

  @Override
  public Integer call() throws IOException {
    long bytes = 0;
    for (Path file : files) {
      if (file.equals(FileUpload.STANDARD_INPUT)) {
        continue;
      }
      LocalFile.requireReadable("FILE", file);
      bytes += Files.size(file);
    }
    ImportHeader header =
        reading
            .header()
            .setDataset(dataset)
            .setFormat(
                ImportFormat.valueOf("IMPORT_FORMAT_" + format.name().toUpperCase(Locale.ROOT)))
            .setMinInteractions(minInteractions)
            .setAttributesColumn(attributes)
            .setUserColumn(user)
            .setItemColumn(item)
            .setTimestampColumn(timestamp)
            .setTitleColumn(title)
            .setWeightColumn(weight)
            .setTypeColumn(type)
            .setSkipBadLines(skipBadLines)
            .setActivateAll(activateAll)
            .setKeepLineOrder(keepLineOrder)
            .setDelimiter(delimiter)
            .setAttributeSeparator(attributeSeparator)
            .build();
    ImportDatasetResponse response;
    try (ProgressBar bar =
        Progress.bar("import").setInitialMax(bytes).setUnit(" MiB", 1 << 20).build()) {
      response =
          server.call(
              channel -> {
                try {
                  return new FileUpload<ImportDatasetRequest, ImportDatasetResponse>(
                          piece -> ImportDatasetRequest.newBuilder().setPiece(piece).build())
                      .send(
                          DatasetServiceGrpc.newStub(channel)::importDataset,
                          ImportDatasetRequest.newBuilder().setHeader(header).build(),
                          files,
                          bar::stepBy,
                          ImportCommand::sayThatAllIsSent);
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              });
    }
    result.print(
        response,
        () ->
            Output.table(
                List.of(response.getDataset(), "users", "items", "interactions", "attributes"),
                List.of(
                    row("as read", response.getRaw()),
                    row("min interactions " + minInteractions, response.getFiltered()))));
    ImportRemarks.of(response).forEach(System.err::println);
    return 0;
  }

  /** Where a bar shows it, there is no need to. */
  static void sayThatAllIsSent() {
    if (!Progress.shown()) {
      System.err.println("100% is sent; the server imports it");
    }
  }

  private static List<String> row(String name, DatasetSize size) {
    return List.of(
        name,
        String.valueOf(size.getUsers()),
        String.valueOf(size.getItems()),
        String.valueOf(size.getInteractions()),
        String.valueOf(size.getAttributes()));
  }
}
