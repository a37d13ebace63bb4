package io.emkd.storage.formats;

import io.emkd.domain.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Path;

/** Parquet, by DuckDB. */
final class ParquetCodec implements Codec {
  @Override
  public void read(Path file, ReadContext reading) throws IOException {
    new ParquetReader(reading).read(file);
  }

  @Override
  public DatasetWriter writer(Path directory, String dataset, WriteOptions options)
      throws IOException {
    return new ParquetWriter(directory);
  }
}
