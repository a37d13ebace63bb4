package io.emkd.grpc;

import io.emkd.v1.ExportDatasetRequest;
import java.nio.file.Path;
import java.util.List;

/** Writes files; bootstrap joins it to the exporters, which this adapter does not know. */
@FunctionalInterface
public interface FileExporter {
  /**
   * @param directory an empty one
   * @return what was written there
   */
  List<Path> run(ExportDatasetRequest request, Path directory);
}
