package io.emkd.tensorflow.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of torch.save, and files that only look so. */
class TorchFileTest {
  private static final AllowedNames NOTHING = name -> false;

  @TempDir private Path folder;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private boolean compressed;

  /** What a pickle says, in latin-1: \200\002 begins protocol 2, a dot ends it. */
  private static byte[] bytes(String pickle) {
    return pickle.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(String of) {
    return "X" + (char) of.length() + "\0\0\0" + of;
  }

  private static String storage(String type, String key, int elements) {
    return "("
        + text("storage")
        + "ctorch\n"
        + type
        + "\n"
        + text(key)
        + text("cpu")
        + "K"
        + (char) elements
        + "tQ";
  }

  private static String tensor(String storage, int offset, String shape, String strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n("
        + storage
        + "K"
        + (char) offset
        + shape
        + strides
        + "\u0089}tR";
  }

  private static String pair(int first, int second) {
    return "K" + (char) first + "K" + (char) second + "\u0086";
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private TorchFileTest with(String entry, byte[] content) {
    entries.put("saved/" + entry, content);
    return this;
  }

  private TorchFileTest pickle(String said) {
    return with("data.pkl", bytes("\u0080\u0002" + said + "."));
  }

  private Path written() throws IOException {
    Path file = folder.resolve("saved.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> one : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(one.getKey());
        if (!compressed) {
          CRC32 checksum = new CRC32();
          checksum.update(one.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(one.getValue().length);
          entry.setCrc(checksum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(one.getValue());
      }
    }
    return file;
  }

  private TorchFile opened() throws IOException {
    return TorchFile.open("saved.pth", written());
  }

  private Object content(AllowedNames allowed) throws IOException {
    try (TorchFile file = opened()) {
      return file.content(allowed);
    }
  }

  private float[] values() throws IOException {
    try (TorchFile file = opened()) {
      return file.values("w", (StoredTensor) file.content(NOTHING));
    }
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTensorIsReadRowByRowWhateverItsStrides() throws IOException {
    with("data/0", floats(0, 1, 2, 3, 4, 5, 6));
    pickle(tensor(storage("FloatStorage", "0", 7), 1, pair(2, 3), pair(1, 2)));

    assertThat(values()).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void otherFloatsBecomeFloat32() throws IOException {
    with("data/0", new byte[] {0x40, 0x3f, (byte) 0x80, (byte) 0xbf});
    pickle(tensor(storage("BFloat16Storage", "0", 2), 0, "K\u0002\u0085", "K\u0001\u0085"));
    assertThat(values()).containsExactly(0.75f, -1);

    with(
        "data/0",
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putDouble(0.25)
            .putDouble(-3)
            .array());
    pickle(tensor(storage("DoubleStorage", "0", 2), 0, "K\u0002\u0085", "K\u0001\u0085"));
    assertThat(values()).containsExactly(0.25f, -3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"os\nsystem", "posix\nsystem", "builtins\neval", "torch.jit\nload", "x\ny"})
  void aNameThatIsNotAllowedIsRefusedBeforeItIsCalled(String name) {
    pickle("c" + name + "\n" + text("touch x") + "\u0085R");
    refused(() -> content(NOTHING), "with the name '" + name.replace('\n', '.') + "'");

    int line = name.indexOf('\n');
    pickle(
        text(name.substring(0, line))
            + text(name.substring(line + 1))
            + "\u0093"
            + text("touch x")
            + "\u0085R");
    refused(() -> content(NOTHING), "with the name '" + name.replace('\n', '.') + "'");
  }

  @Test
  void anAllowedNameIsNotCalledEither() throws IOException {
    pickle("cos\nsystem\n" + text("touch x") + "\u0085R");

    assertThat(content(name -> true))
        .isInstanceOfSatisfying(
            NamedObject.class,
            object -> {
              assertThat(object.name()).isEqualTo("os.system");
              assertThat(object.arguments()).isEqualTo(List.of("touch x"));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ios\nsystem\n",
        "(cos\nsystem\no",
        "\u0082\u0001",
        "I12\n",
        "L12L\n",
        "Vx\n",
        "S'x'\n",
        "P1\n",
        "\u008a\u0001\u0001\u008b\u0001\u0000\u0000\u0000\u0001",
        "\u0097"
      })
  void whatTorchDoesNotWriteIsRefused(String said) {
    pickle("(" + said);

    refused(() -> content(name -> true), "with the opcode");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X", "B"})
  void aLengthThatIsNotThereTakesNoMemory(String opcode) {
    pickle(opcode + "\u00f0\u00ff\u00ff\u007f");

    refused(() -> content(NOTHING), "2147483632 bytes of text, more than are there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "R", "}]K\u0001s", "]}K\u0001s", "K\u0001K\u0002b", "h\u0007", "]\u0085R"})
  void aPickleThatIsNoneIsRefused(String said) {
    pickle(said);

    refused(() -> content(name -> true), "saved.pth is a ");
  }

  @Test
  void aListThatHoldsItselfIsNoKey() {
    pickle("}]q\0h\0aK\u0001s");

    refused(() -> content(NOTHING), "a key that is neither text nor a number");
  }

  @ParameterizedTest
  @CsvSource({"1, 7, 1", "0, 8, 1", "0, 4, 3", "0, 7, 255"})
  void aTensorBeyondItsStorageIsRefused(int offset, int size, int stride) {
    with("data/0", floats(0, 1, 2, 3, 4, 5, 6));
    pickle(
        tensor(
            storage("FloatStorage", "0", 7),
            offset,
            "K" + (char) size + "\u0085",
            "K" + (char) stride + "\u0085"));

    refused(this::values, "a tensor beyond its storage");
  }

  @Test
  void aTensorThatRepeatsItsStorageIsRefused() {
    with("data/0", floats(1));
    pickle(tensor(storage("FloatStorage", "0", 1), 0, pair(200, 200), pair(0, 0)));

    refused(this::values, "a tensor beyond its storage");
  }

  @Test
  void aStorageHasTheBytesThatItsDescriptionSays() {
    pickle(tensor(storage("FloatStorage", "0", 7), 0, "K\u0007\u0085", "K\u0001\u0085"));
    refused(this::values, "saved.pth is a zip without 'saved/data/0'");

    with("data/0", floats(1, 2));
    refused(this::values, "saved.pth w is 8 bytes in 'saved/data/0' but must be 28 bytes");

    with("data/0", floats(1, 2, 3, 4, 5, 6, 7, 8));
    refused(this::values, "saved.pth 'saved/data/0' is 32 bytes but must be at most 28");
  }

  @Test
  void whatIsCompressedIsNotUnpacked() {
    compressed = true;
    pickle("K\u0001");

    refused(() -> content(NOTHING), "saved.pth 'saved/data.pkl' is compressed but must be stored");
  }

  @Test
  void whatHasAnotherChecksumIsRefused() throws IOException {
    with("data/0", floats(1, 2, 3));
    pickle(tensor(storage("FloatStorage", "0", 3), 0, "K\u0003\u0085", "K\u0001\u0085"));
    byte[] whole = Files.readAllBytes(written());
    whole[new String(whole, StandardCharsets.ISO_8859_1).indexOf("saved/data/0") + 12]++;
    Path file = Files.write(folder.resolve("changed.pth"), whole);

    try (TorchFile torch = TorchFile.open("changed.pth", file)) {
      StoredTensor tensor = (StoredTensor) torch.content(NOTHING);
      refused(() -> torch.values("w", tensor), "changed.pth 'saved/data/0' is damaged");
    }
  }

  @Test
  void aPickleIsNoLongerThanItMayBe() {
    pickle("B\u0000\u0000\u0010\u0000" + " ".repeat(1 << 20));

    refused(() -> content(NOTHING), "1048584 bytes but must be at most 1048576");
  }

  @Test
  void numbersOfOtherMachinesAreRefused() {
    pickle("K\u0001").with("byteorder", bytes("big"));

    refused(this::opened, "saved.pth byteorder is 'big' but must be little");
  }

  @Test
  void aZipWithoutAPickleIsRefused() {
    with("model.json", bytes("{}"));

    refused(this::opened, "saved.pth is a zip without data.pkl but must be a file of torch.save");
  }

  @Test
  void aZipsDirectoryIsNoLargerThanItMayBe() throws IOException {
    pickle("K\u0001");
    byte[] whole = Files.readAllBytes(written());
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(whole.length - 10, 1 << 30);
    Path file = Files.write(folder.resolve("large.pth"), whole);

    refused(
        () -> TorchFile.open("large.pth", file),
        "large.pth directory of the zip is 1073741824 bytes but must be at most 16777216");
  }

  @Test
  void whateverByteIsChangedTheFileIsReadOrRefused() throws IOException {
    with("data/0", floats(1, 2, 3));
    pickle(tensor(storage("FloatStorage", "0", 3), 0, "K\u0003\u0085", "K\u0001\u0085"));
    byte[] whole = Files.readAllBytes(written());
    int refused = 0;
    ByteArrayOutputStream unexpected = new ByteArrayOutputStream();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x55;
      Path file = Files.write(folder.resolve("changed.pth"), changed);
      try (TorchFile torch = TorchFile.open("changed.pth", file)) {
        torch.values("w", (StoredTensor) torch.content(NOTHING));
      } catch (InvalidInputException | ClassCastException named) {
        refused++;
      } catch (RuntimeException | Error other) {
        unexpected.writeBytes(bytes(at + ": " + other + "\n"));
      }
    }
    assertThat(unexpected.toString(StandardCharsets.ISO_8859_1)).isEmpty();
    assertThat(refused).isGreaterThan(whole.length / 4);
  }
}
