package io.emkd.tensorflow.torch;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A file of {@code torch.save}: a zip of a pickle and of the numbers of each storage, none of them
 * compressed. What is read of it into memory is no larger than the file. Not thread-safe.
 */
public final class TorchFile implements AutoCloseable {
  /** Bytes of a pickle, which a megabyte holds a hundred thousand tensors' descriptions in. */
  private static final int LARGEST_PICKLE = 1 << 20;

  private static final String PICKLE = "/data.pkl";
  private static final String VALID = "a file of torch.save, in the format of PyTorch 1.6 or newer";

  private final String name;
  private final ZipFile zip;

  /** What all names of entries begin with. */
  private final String folder;

  private TorchFile(String name, ZipFile zip, String folder) {
    this.name = name;
    this.zip = zip;
    this.folder = folder;
  }

  /**
   * @param name as the caller calls it
   * @throws InvalidInputException if it is no such file
   */
  public static TorchFile open(String name, Path file) {
    try {
      ZipDirectory.requireSmall(name, file);
      ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
      try {
        TorchFile opened = new TorchFile(name, zip, folder(name, zip));
        opened.requireLittleEndian();
        return opened;
      } catch (IOException | RuntimeException failed) {
        zip.close();
        throw failed;
      }
    } catch (ZipException | EOFException other) {
      throw new InvalidInputException(name, "no zip", VALID);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String folder(String name, ZipFile zip) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(entry -> entry.indexOf('/') == entry.length() - PICKLE.length())
        .filter(entry -> entry.endsWith(PICKLE))
        .findFirst()
        .map(entry -> entry.substring(0, entry.indexOf('/') + 1))
        .orElseThrow(() -> new InvalidInputException(name, "a zip without data.pkl", VALID));
  }

  private void requireLittleEndian() throws IOException {
    ZipEntry order = zip.getEntry(folder + "byteorder");
    if (order == null) {
      return;
    }
    try (InputStream in = zip.getInputStream(order)) {
      String said = new String(in.readNBytes(16), StandardCharsets.US_ASCII).strip();
      if (!said.equals("little")) {
        throw new InvalidInputException(
            name + " byteorder", Shown.quoted(said), "little: save it on such a machine");
      }
    }
  }

  /** Returns the name as the caller calls the file. */
  public String name() {
    return name;
  }

  /**
   * Returns what the pickle describes: maps, lists, arrays for tuples, text, numbers, {@link
   * StoredTensor} and {@link NamedObject}.
   *
   * @param allowed the names of what may be in it besides tensors
   * @throws InvalidInputException if it names anything else, or is no pickle of {@code torch.save}
   */
  public Object content(AllowedNames allowed) {
    try {
      return new TensorUnpickler(name, read(folder + "data.pkl", LARGEST_PICKLE), allowed).load();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Returns a tensor's values in the order of its rows.
   *
   * @param what the tensor's name, for messages
   * @throws InvalidInputException if its storage is missing or has another size than it says
   */
  public float[] values(String what, StoredTensor tensor) {
    String field = name + " " + what;
    String entry = folder + "data/" + tensor.storage().key();
    try {
      byte[] bytes = read(entry, tensor.storage().bytes());
      if (bytes.length != tensor.storage().bytes()) {
        throw new InvalidInputException(
            field,
            bytes.length + " bytes in " + Shown.quoted(entry),
            tensor.storage().bytes() + " bytes, as its description says");
      }
      return tensor.of(bytes);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private byte[] read(String entry, long limit) throws IOException {
    ZipEntry found = zip.getEntry(entry);
    if (found == null) {
      throw new InvalidInputException(
          name, "a zip without " + Shown.quoted(entry), "whole: it is part of what was saved");
    }
    if (found.getMethod() != ZipEntry.STORED) {
      throw new InvalidInputException(
          name + " " + Shown.quoted(entry), "compressed", "stored as it is, as torch.save does");
    }
    if (found.getSize() > limit) {
      throw new InvalidInputException(
          name + " " + Shown.quoted(entry), found.getSize() + " bytes", "at most " + limit);
    }
    try (InputStream in = zip.getInputStream(found)) {
      // Not as many as the directory says: as many as there are.
      byte[] bytes = in.readNBytes(Math.toIntExact(Math.min(limit, Integer.MAX_VALUE - 8)));
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      if (checksum.getValue() != found.getCrc()) {
        throw damaged(entry);
      }
      return bytes;
    } catch (ZipException | EOFException torn) {
      throw damaged(entry);
    }
  }

  private InvalidInputException damaged(String entry) {
    return new InvalidInputException(
        name + " " + Shown.quoted(entry), "damaged", "whole, with the checksum that it has");
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
