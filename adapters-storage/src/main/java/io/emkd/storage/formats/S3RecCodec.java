package io.emkd.storage.formats;

import io.emkd.domain.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Path;

/** S3-Rec's sequences and attributes. A user's sequence may go on in the import's next file. */
final class S3RecCodec extends TextCodec {
  private final S3RecReader reader = new S3RecReader();

  @Override
  void read(TextInput text, ReadContext reading) throws IOException {
    reader.read(text, reading);
  }

  @Override
  public DatasetWriter writer(Path directory, String dataset, WriteOptions options)
      throws IOException {
    return new S3RecWriter(directory);
  }
}
