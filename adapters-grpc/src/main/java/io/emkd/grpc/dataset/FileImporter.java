package io.emkd.grpc.dataset;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.ImportDataset;
import io.emkd.v1.ImportHeader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Imports spooled files; bootstrap joins it to the importers, which this adapter does not know. */
public interface FileImporter {
  /**
   * Before anything is sent.
   *
   * @throws io.emkd.domain.error.InvalidInputException if an option is none
   */
  void check(ImportHeader header);

  /**
   * @param cancelled whether the caller has gone
   * @throws java.util.concurrent.CancellationException if it had before the import took effect
   */
  Imported run(
      DatasetDefinition definition,
      ImportHeader header,
      List<SpooledFile> files,
      BooleanSupplier cancelled);

  /**
   * @param name as the caller calls it
   */
  record SpooledFile(String name, Path path) {}

  /**
   * @param skippedLines how many bad lines were left out
   * @param skipReasons of the first of them
   */
  record Imported(
      ImportDataset.Report report, int skippedLines, List<String> skipReasons, Read read) {}

  /**
   * What the files held besides.
   *
   * @param describedItems items with a description
   * @param describedNeverOccurring of those, the ones that no interaction has
   * @param occurringUndescribed items of interactions that are not described, where any is
   * @param redescribedItems items with descriptions that differ
   * @param leftOutRows rows of which a condition did not hold
   */
  record Read(
      long describedItems,
      long describedNeverOccurring,
      long occurringUndescribed,
      long redescribedItems,
      long leftOutRows) {}
}
