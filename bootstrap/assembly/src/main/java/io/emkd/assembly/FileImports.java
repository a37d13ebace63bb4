package io.emkd.assembly;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.ImportDataset;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.grpc.dataset.FileImporter;
import io.emkd.storage.formats.FileSource;
import io.emkd.storage.formats.ImportFormat;
import io.emkd.storage.formats.ReadOptions;
import io.emkd.storage.formats.ReadSummary;
import io.emkd.v1.ImportHeader;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Joins the import call to the readers of files. */
record FileImports(ImportDataset importDataset, Clock clock) implements FileImporter {
  @Override
  public void check(ImportHeader header) {
    source(header, List.of());
  }

  @Override
  public Imported run(
      DatasetDefinition definition,
      ImportHeader header,
      List<SpooledFile> files,
      BooleanSupplier cancelled) {
    FileSource source = source(header, files);
    ImportDataset.Report report =
        importDataset.run(
            definition,
            source,
            new ImportOptions(header.getActivateAll(), header.getKeepLineOrder()),
            cancelled);
    ReadSummary read = source.summary();
    return new Imported(
        report,
        source.badLines().count(),
        source.badLines().reasons(),
        new Read(
            read.describedItems(),
            read.describedNeverOccurring(),
            read.occurringUndescribed(),
            read.redescribedItems(),
            read.leftOutRows()));
  }

  private FileSource source(ImportHeader header, List<SpooledFile> files) {
    ImportFormat format = ImportHeaderOptions.format(header.getFormat(), header.getFormatValue());
    ReadOptions options = ImportHeaderOptions.of(header, clock);
    return new FileSource(
        files.stream().map(f -> new FileSource.NamedFile(f.name(), f.path())).toList(),
        format,
        options);
  }
}
