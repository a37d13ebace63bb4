package io.emkd.tensorflow.memory;

import java.util.Locale;

/**
 * Memory that a training may take.
 *
 * @param bytes at least 0
 * @param description what bounds it, e.g. {@code the cgroup's limit of 8.0 GiB, of which 1.2 GiB
 *     are used}
 */
record Room(long bytes, String description) {
  private static final double GIB = 1L << 30;

  /** Writes a size in GiB with one decimal, below a tenth in MiB. */
  static String size(long bytes) {
    return bytes < GIB / 10
        ? String.format(Locale.ROOT, "%d MiB", bytes >> 20)
        : String.format(Locale.ROOT, "%,.1f GiB", bytes / GIB);
  }
}
