package io.emkd.grpc.security;

import io.emkd.grpc.security.WatchedFiles.Watched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Callers by the hashes of their tokens, or by client certificate, as a file lists them. */
public final class CallersFile implements AutoCloseable {
  private final WatchedFiles watched;
  private volatile KnownCallers known = KnownCallers.NOBODY;

  /**
   * @param reloadInterval after which a change of the file holds
   * @throws io.emkd.domain.error.InvalidInputException naming every place of it that is wrong
   */
  public CallersFile(Path file, Duration reloadInterval) {
    watched = WatchedFiles.start(List.of(new Watched("tokens", file)), reloadInterval, this::take);
  }

  private String take(List<byte[]> contents) {
    KnownCallers read = CallersYaml.read(contents.get(0));
    known = read;
    return read.tokens().size()
        + " tokens and "
        + read.certificates().size()
        + " certificates of callers";
  }

  /** As the file was last read. */
  KnownCallers known() {
    return known;
  }

  @Override
  public void close() {
    watched.close();
  }
}
