package io.emkd.storage.formats;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The bytes of a file; those of a packed one unpacked, as far as it is not a bomb. */
final class FileBytes {
  /** So much may come out of a packed file of whatever size. */
  private static final long ALWAYS_UNPACKED = 1L << 30;

  static final Set<FileKind> TEXT = Set.copyOf(EnumSet.of(FileKind.OTHER));

  private FileBytes() {}

  /**
   * @param wanted the kinds of file that will do, packed or not
   * @param valid what would, as a phrase
   * @param growth how many times its size may come out of a packed file
   * @return a stream that can be marked
   * @throws io.emkd.domain.error.InvalidInputException if it is of another kind
   */
  static InputStream open(
      Path file, Set<FileKind> wanted, String valid, int growth, LineCounter lines)
      throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      FileKind packing = FileKind.of(beginning(bytes));
      if (packing.isPacked()) {
        long most = Math.max(ALWAYS_UNPACKED, growth * Files.size(file));
        bytes = new BufferedInputStream(unpacked(bytes, packing, most, lines), 1 << 16);
      }
      FileKind kind = FileKind.of(beginning(bytes));
      if (!wanted.contains(kind)) {
        throw lines.badFile(
            packing.isPacked()
                ? kind.description() + " in " + packing.description()
                : kind.description(),
            valid + ", as it is or packed by gzip or zstd");
      }
      return bytes;
    } catch (IOException | RuntimeException failed) {
      bytes.close();
      throw failed;
    }
  }

  private static InputStream unpacked(
      InputStream bytes, FileKind packing, long most, LineCounter lines) {
    try {
      InputStream codec =
          packing == FileKind.GZIP
              ? GzipCompressorInputStream.builder()
                  .setInputStream(bytes)
                  .setDecompressConcatenated(true)
                  .get()
              : new ZstdInputStream(bytes);
      return new UnpackedStream(codec, packing, most, lines);
    } catch (IOException damaged) {
      throw lines.badFile(packing.description() + " that is damaged", "a whole one");
    }
  }

  /** Whether what counts is inside of it. */
  static boolean isPacked(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return FileKind.of(bytes.readNBytes(FileKind.LOOKED_AT)).isPacked();
    }
  }

  /** The first bytes, which stay to be read. */
  static byte[] beginning(InputStream bytes) throws IOException {
    bytes.mark(FileKind.LOOKED_AT);
    byte[] beginning = bytes.readNBytes(FileKind.LOOKED_AT);
    bytes.reset();
    return beginning;
  }
}
