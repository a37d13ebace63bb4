package io.emkd.storage.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.FileFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values of every type that Parquet and JSON have, as ids, weights, types, titles and attributes.
 */
class CellsTest {
  @TempDir Path folder;

  private TestFiles parquet(String query) throws Exception {
    return new TestFiles(folder, FileFormat.PARQUET).parquet("f.parquet", query);
  }

  private TestFiles json(String line) throws Exception {
    return new TestFiles(folder, FileFormat.JSON_LINES).file("f", line);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'text'|text",
        "1::TINYINT|1",
        "12345678901234567::BIGINT|12345678901234567",
        "18446744073709551615::UBIGINT|18446744073709551615",
        "1.0::DOUBLE|1",
        "9007199254740991.0::DOUBLE|9007199254740991",
        "1.5::DOUBLE|1.5",
        "2.0::FLOAT|2",
        "3.00::DECIMAL(10,2)|3",
        "3.10::DECIMAL(10,2)|3.1",
        "100.00::DECIMAL(10,2)|100",
        "'caf\u00e9'::VARCHAR|caf\u00e9",
        "encode('caf\u00e9')|caf\u00e9",
        "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "'x'::ENUM('x', 'y')|x",
        "'5'::JSON|5",
      })
  void anIdIsWhatItsValueMeans(String value, String id) throws Exception {
    assertThat(parquet("SELECT " + value + " AS user_id, " + value + " AS item_id").read().pairs())
        .containsExactly(id + " " + id);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NULL::VARCHAR|no 'user_id'",
        "'NaN'::DOUBLE|no 'user_id'",
        "'Infinity'::DOUBLE|a finite number",
        "1e17::DOUBLE|may have lost digits",
        "'\\xFF\\xFE'::BLOB|not UTF-8",
        "true|a string or a number",
        "DATE '2024-01-01'|a string or a number",
        "TIMESTAMP '2024-01-01'|a string or a number",
        "MAP{'a': 1}|a map or structure",
        "{'a': 1}|a map or structure",
        "''::VARCHAR|1 to 256 characters",
      })
  void aValueThatIsNoIdIsRefusedByItsRow(String value, String why) throws Exception {
    String query =
        "SELECT * FROM (SELECT "
            + value
            + " AS user_id, 1 AS item_id) UNION ALL SELECT "
            + value
            + ", 2";
    assertThatThrownBy(parquet(query)::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f.parquet line 1", "user_id", why);
    TestFiles skipped = parquet(query).skipping(2).read();
    assertThat(skipped.interactions).isEmpty();
    assertThat(skipped.items).isEmpty();
    assertThat(skipped.skipped().count()).isEqualTo(2);
  }

  @Test
  void aListOfIdsIsRefusedByItsName() throws Exception {
    assertThatThrownBy(parquet("SELECT [1, 2] AS user_id, 1 AS item_id")::read)
        .hasMessageContainingAll("header column 'user_id' of sequences");
    assertThatThrownBy(parquet("SELECT 1 AS user_id, [1, 2] AS item_id_list, 3 AS item_id")::read)
        .hasMessageContainingAll("item_id_list", "one interaction a row");
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "['a', 'b']|a,b",
        "[1, 2]|1,2",
        "[1.0, 2.5]|1,2.5",
        "[encode('a')]|a",
        "'a b'|a,b",
        "7|7",
        "NULL|",
        "[]::VARCHAR[]|",
        "true|true",
        "['a', 'b']::VARCHAR[2]|a,b",
      })
  void attributesAreListsOrText(String value, String attributes) throws Exception {
    List<String> expected = attributes == null ? List.of() : List.of(attributes.split(","));
    assertThat(
            parquet("SELECT 1 AS item_id, " + value + " AS attributes")
                .read()
                .items
                .get(0)
                .attributes())
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[['a'], ['b']]|a list in its list",
        "['a', NULL]|null in its list",
        "MAP{'color': 'red'}|a map or structure",
        "{'color': 'red'}|a map or structure",
        "[{'color': 'red'}]|a map or structure",
        "'\\xFF'::BLOB|not UTF-8",
      })
  void otherAttributesAreRefusedByTheirRow(String value, String why) throws Exception {
    assertThatThrownBy(parquet("SELECT 1 AS item_id, " + value + " AS attributes")::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f.parquet line 1 is attributes", why);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null|f line 1 is null but must be a JSON object",
        "[{}]|a JSON object",
        "5|a JSON object",
        "\"x\"|a JSON object",
        "{\"user_id\":null,\"item_id\":1}|no 'user_id'",
        "{\"user_id\":NaN,\"item_id\":1}|no 'user_id'",
        "{\"user_id\":{\"$oid\":1},\"item_id\":1}|a map or structure",
        "{\"user_id\":1e400,\"item_id\":1}|a finite number",
        "{\"user_id\":1e17,\"item_id\":1}|may have lost digits",
        "{\"user_id\":\"\\ud800\",\"item_id\":1}|surrogate",
        "{\"item_id\":1,\"title\":\"\\udc00\"}|surrogate",
        "{\"item_id\":1,\"title\":\"a\\u0000b\"}|NUL",
        "{\"item_id\":1,\"title\":[\"a\"]}|title a list",
        "{\"item_id\":1,\"attributes\":[[1]]}|a list in its list",
        "{\"item_id\":1,\"attributes\":[null]}|null in its list",
        "{\"item_id\":1,\"attributes\":{\"a\":1}}|a map or structure",
        "{\"user_id\":1,\"item_id\":2,\"type\":{\"a\":1}}|type a map or structure",
        "{\"user_id\":1,\"item_id\":2,\"weight\":[1]}|weight a list",
        "{\"user_id\":1,\"item_id\":2,\"weight\":true}|weight 'true'",
        "{\"user_id\":1,\"item_id\":2,\"timestamp\":[1]}|a number, or a time",
        "{\"user_id\":1,\"item_id\":2,\"timestamp\":true}|a number, or a time",
        "{\"user_id\":1,\"item_id_list\":[2],\"item_id\":3}|a sequence",
      })
  void aJsonLineThatMeansNothingIsRefused(String line, String why) throws Exception {
    assertThatThrownBy(json(line + "\n")::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f line 1", why);
  }

  @Test
  void aTitleIsAsLongAsAnswersCanHold() throws Exception {
    String longest = "\uD83D\uDE00".repeat(5000);
    assertThat(json("{\"item_id\":1,\"title\":\"" + longest + "\"}\n").read().items.get(0).title())
        .isEqualTo(longest);
    assertThatThrownBy(json("{\"item_id\":1,\"title\":\"" + longest + "x\"}\n")::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f line 1 is title", "at most 10000 characters");
  }

  @Test
  void jsonOfManyLevelsIsRefused() throws Exception {
    assertThatThrownBy(json("{\"user_id\":" + "[".repeat(100_000) + "\n")::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f line 1", "a JSON object");
  }

  @Test
  void jsonNumbersAreIdsAndTextsAreNumbers() throws Exception {
    TestFiles read =
        json("{\"user_id\":1.0,\"item_id\":12345678901234567890,\"rating\":\"4.5\"}\n"
                + "{\"item_id\":1.0,\"movie_title\":\"A\",\"attributes\":[1,\"b\"]}\n")
            .read();
    assertThat(read.pairs()).containsExactly("1 12345678901234567890");
    assertThat(read.interactions.get(0).weight()).isEqualTo(4.5);
    assertThat(read.items.get(0).id()).isEqualTo("1");
    assertThat(read.items.get(0).title()).isEqualTo("A");
    assertThat(read.items.get(0).attributes()).containsExactly("1", "b");
  }

  @Test
  void recBolesFloatsAreIdsAsWholeNumbers() throws Exception {
    String text = "user_id:float\titem_id:token\n1.0\t1.0\n12345678901234567890\t2\n";
    assertThat(new TestFiles(folder, FileFormat.RECBOLE).file("f", text).read().pairs())
        .containsExactly("1 1.0", "12345678901234567890 2");
  }

  @Test
  void aDamagedParquetFileIsReadOrRefusedWithoutThePathOfTheServer() throws Exception {
    byte[] whole =
        TestFiles.parquetBytes(
            folder,
            "SELECT 'u' || i % 9 AS user_id, i AS item_id, [i, i + 1] AS l, 1.5::DECIMAL(9, 2) AS weight"
                + " FROM range(3000) t(i)");
    Random random = new Random(7);
    int refused = 0;
    for (int attempt = 0; attempt < 150; attempt++) {
      byte[] damaged = whole.clone();
      for (int change = 0; change < 4; change++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        new TestFiles(folder, FileFormat.PARQUET).file("f.parquet", damaged).read();
      } catch (InvalidInputException bad) {
        refused++;
        assertThat(bad.getMessage()).contains("f.parquet").doesNotContain(folder.toString());
      }
    }
    assertThat(refused).isGreaterThan(20);
  }
}
