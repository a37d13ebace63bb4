package io.emkd.storage.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.TextEncoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every format's text goes through one decoder. */
class TextInputTest {
  /** The interactions u i and u j in each format. */
  private static final Map<FileFormat, String> TEXTS =
      Map.of(
          FileFormat.RECBOLE, "user_id:token\titem_id:token\nu\ti\nu\tj\n",
          FileFormat.S3REC, "u i j\n",
          FileFormat.DELIMITED, "user_id,item_id\nu,i\nu,j\n",
          FileFormat.MOVIELENS, "u::i::5::1\nu::j::4::2\n",
          FileFormat.JSON_LINES,
              "{\"user_id\":\"u\",\"item_id\":\"i\"}\n{\"user_id\":\"u\",\"item_id\":\"j\"}\n");

  @TempDir Path folder;

  private void assertRead(FileFormat format, byte[] content) throws IOException {
    assertThat(new TestFiles(folder, format).file("f", content).read().pairs())
        .containsExactly("u i", "u j");
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private byte[] content(FileFormat format) throws Exception {
    return format == FileFormat.PARQUET
        ? TestFiles.parquetBytes(folder, "SELECT 'u' AS user_id, unnest(['i', 'j']) AS item_id")
        : TEXTS.get(format).getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(value = FileFormat.class, names = "PARQUET", mode = EnumSource.Mode.EXCLUDE)
  void marksLineEndsAndBlankLinesAtTheEndMakeNoDifference(FileFormat format) throws IOException {
    String text = TEXTS.get(format);
    assertRead(format, ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8));
    for (String charset : new String[] {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"}) {
      assertRead(format, ("\uFEFF" + text).getBytes(Charset.forName(charset)));
    }
    assertRead(format, text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    assertRead(format, text.replace("\n", "\r").getBytes(StandardCharsets.UTF_8));
    assertRead(format, (text + "\n\r\n  \n").getBytes(StandardCharsets.UTF_8));
    assertRead(format, text.strip().getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void packedFilesAreReadAndThoseThatBreakOffAreRefused(FileFormat format) throws Exception {
    byte[] content = content(format);
    byte[] zstd = Zstd.compress(content);
    assertRead(format, gzip(content));
    assertRead(format, zstd);
    for (byte[] packed : new byte[][] {gzip(content), zstd}) {
      for (int size : new int[] {8, packed.length / 2, packed.length - 2}) {
        TestFiles cut = new TestFiles(folder, format).file("f.csv", Arrays.copyOf(packed, size));
        assertThatThrownBy(cut::read)
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContainingAll("f.csv is", "damaged");
      }
    }
    try (var left = Files.list(folder)) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void gzipFilesThatWereJoinedAreReadToTheEnd() throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(gzip("user_id,item_id\nu,i\n".getBytes(StandardCharsets.UTF_8)));
    joined.write(gzip("u,j\n".getBytes(StandardCharsets.UTF_8)));
    assertRead(FileFormat.DELIMITED, joined.toByteArray());
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "504b030414000000, ZIP",
    "fd377a585a000004, xz",
    "425a683931415926535990, bzip2",
    "377abcaf271c0004, 7z",
    "526172211a070100, RAR",
    "04224d186040822c, lz4",
    "d0cf11e0a1b11ae1, Excel",
    "5041523115041518, Parquet",
    "4152524f57310000, Arrow",
    "53514c69746520666f726d6174203300, SQLite",
    "4f626a0102166176, Avro",
  })
  void whatIsNoTextIsRefusedByWhatItIs(String beginning, String kind) throws IOException {
    byte[] content = Arrays.copyOf(HexFormat.of().parseHex(beginning), 600);
    for (byte[] file : new byte[][] {content, gzip(content)}) {
      assertThatThrownBy(new TestFiles(folder, FileFormat.DELIMITED).file("f.csv", file)::read)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll("f.csv is a", kind, "must be text");
    }
  }

  @Test
  void whatIsPackedTwiceIsRefused() throws IOException {
    byte[] twice = gzip(gzip("u i".getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(new TestFiles(folder, FileFormat.S3REC).file("f", twice)::read)
        .hasMessageContaining("a gzip file in a gzip file");
  }

  @Test
  void aFileThatHoldsMoreThanItMayIsRefused() throws IOException {
    UnpackedStream stream =
        new UnpackedStream(
            new ByteArrayInputStream(new byte[100]),
            FileKind.GZIP,
            64,
            new LineCounter("bomb.gz", new BadLines(0)));
    assertThatThrownBy(stream::readAllBytes)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("bomb.gz", "more than 64 bytes");
  }

  @Test
  void aNamedEncodingIsUsedWhereNoMarkTellsAnother() throws IOException {
    String text = "user_id,item_id\nu,caf\u00e9 \u20ac\n";
    byte[] windows = text.getBytes(Charset.forName("windows-1252"));
    assertThat(
            new TestFiles(folder, FileFormat.DELIMITED)
                .encoding("windows-1252")
                .file("f", windows)
                .read()
                .pairs())
        .containsExactly("u caf\u00e9 \u20ac");
    assertThat(
            new TestFiles(folder, FileFormat.DELIMITED)
                .encoding("windows-1252")
                .file("f", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8))
                .read()
                .pairs())
        .containsExactly("u caf\u00e9 \u20ac");
    assertThatThrownBy(() -> TextEncoding.named("klingon"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("encoding is 'klingon'");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 3000, 30_000})
  void aBadByteIsRefusedByItsOwnLine(int line) throws IOException {
    String text = "user_id,item_id\n" + "u,i\n".repeat(line - 2) + "u,\u00e9\nu,i\n";
    byte[] latin1 = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(new TestFiles(folder, FileFormat.DELIMITED).file("f", latin1)::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f line " + line + " is not UTF-8", "0xE9");
    String sequences = "u i\n".repeat(line - 1) + "\u00e9 i\n";
    assertThatThrownBy(
            new TestFiles(folder, FileFormat.S3REC)
                    .file("f", sequences.getBytes(StandardCharsets.ISO_8859_1))
                ::read)
        .hasMessageContaining("f line " + line + " is not UTF-8");
  }

  @Test
  void oldMovieLensFilesAreLatin1() throws IOException {
    byte[] movies =
        "1::Caf\u00e9::Drama\n2::\u00dcber::Comedy\n".getBytes(StandardCharsets.ISO_8859_1);
    TestFiles read = new TestFiles(folder, FileFormat.MOVIELENS).file("movies.dat", movies).read();
    assertThat(read.items).extracting("title").containsExactly("Caf\u00e9", "\u00dcber");
  }

  @Test
  void textOfTwoBytesACharacterWithoutAMarkIsSaidToBeThat() throws IOException {
    byte[] utf16 = "user_id,item_id\nu,i\n".getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(new TestFiles(folder, FileFormat.DELIMITED).file("f", utf16)::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("UTF-16");
    assertThat(
            new TestFiles(folder, FileFormat.DELIMITED)
                .encoding("utf-16le")
                .file("f", utf16)
                .read()
                .pairs())
        .containsExactly("u i");
  }

  @ParameterizedTest
  @EnumSource(value = FileFormat.class, names = "PARQUET", mode = EnumSource.Mode.EXCLUDE)
  void aLineWithoutAnEndIsRefused(FileFormat format) throws IOException {
    byte[] endless = (TEXTS.get(format) + "x".repeat(5_000_000)).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(new TestFiles(folder, format).file("f", endless)::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f line ", "longer than 4194304 characters");
  }
}
