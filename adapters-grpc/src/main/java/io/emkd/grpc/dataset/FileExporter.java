package io.emkd.grpc.dataset;

import io.emkd.v1.ExportDatasetRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Writes files; bootstrap joins it to the exporters, which this adapter does not know. */
@FunctionalInterface
public interface FileExporter {
  /**
   * @param directory an empty one
   * @param cancelled whether the caller has gone; asked at each thing that is written, and may
   *     throw
   * @return what was written there
   * @throws java.util.concurrent.CancellationException if it had
   */
  List<Path> run(ExportDatasetRequest request, Path directory, BooleanSupplier cancelled);
}
