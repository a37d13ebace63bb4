package io.emkd.storage.formats;

import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files of one format, being written: items first, then interactions user by user. */
interface DatasetWriter extends AutoCloseable {
  void item(Item item) throws IOException;

  void interaction(Interaction interaction) throws IOException;

  /** Gives what was written. */
  List<Path> finish() throws IOException;

  @Override
  void close() throws IOException;
}
