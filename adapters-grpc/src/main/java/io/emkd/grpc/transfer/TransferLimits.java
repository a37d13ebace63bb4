package io.emkd.grpc.transfer;

import io.emkd.domain.error.Violations;
import java.time.Duration;

/**
 * How much files on their way to and from the server may take.
 *
 * @param uploadSize bytes of one import at most
 * @param uploadsSize bytes of all imports that are under way at most
 * @param uploadsAtOnce imports under way at most
 * @param exportsAtOnce exports under way at most
 * @param idleTime how long a client may neither send nor take anything of a file
 */
public record TransferLimits(
    long uploadSize, long uploadsSize, int uploadsAtOnce, int exportsAtOnce, Duration idleTime) {
  /** Files of one import at most. */
  static final int FILES = 1000;

  /** Characters of a file's name at most, which may be a path of the client's. */
  static final int FILE_NAME = 4096;

  /**
   * @throws io.emkd.domain.error.InvalidInputException naming every limit out of range
   */
  public TransferLimits {
    new Violations()
        .require(uploadSize >= 1, "limits.upload_size", uploadSize, "at least 1 byte")
        .require(
            uploadsSize >= uploadSize, "limits.uploads_size", uploadsSize, "at least upload_size")
        .require(uploadsAtOnce >= 1, "limits.uploads_at_once", uploadsAtOnce, "at least 1")
        .require(exportsAtOnce >= 1, "limits.exports_at_once", exportsAtOnce, "at least 1")
        .require(idleTime.toMillis() >= 1, "limits.transfer_idle_time", idleTime, "a time, e.g. 5m")
        .throwIfAny();
  }
}
