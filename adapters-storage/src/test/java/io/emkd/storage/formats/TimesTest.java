package io.emkd.storage.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.TimestampUnit;
import java.nio.file.Path;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
  @TempDir Path folder;
  private final TimeZone zone = TimeZone.getDefault();

  @AfterEach
  void restoreZone() {
    TimeZone.setDefault(zone);
  }

  private TestFiles csv(String... times) throws Exception {
    StringBuilder text = new StringBuilder("user_id,item_id,timestamp\n");
    for (String time : times) {
      text.append("u,i,").append(time).append('\n');
    }
    return new TestFiles(folder, FileFormat.DELIMITED).file("f.csv", text.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "1396867869, SECONDS, 1396867869",
    "1.396867869e9, SECONDS, 1396867869",
    "-5, SECONDS, -5",
    "1396867869277, MILLISECONDS, 1396867869.277",
    "1396867869277000, MICROSECONDS, 1396867869.277",
    "2014-04-07T10:51:09.277Z, SECONDS, 1396867869.277",
    "2014-04-07T10:51:09.277Z, MILLISECONDS, 1396867869.277",
    "2014-04-07T12:51:09+02:00, SECONDS, 1396867869",
    "2014-04-07T12:51:09+0200, SECONDS, 1396867869",
    "2014-04-07T12:51:09+02, SECONDS, 1396867869",
    "2014-04-07 10:51:09 UTC, SECONDS, 1396867869",
    "2014-04-07 12:51:09 Europe/Berlin, SECONDS, 1396867869",
    "2014-04-07T10:51:09, SECONDS, 1396867869",
    "2014-04-07 10:51:09, SECONDS, 1396867869",
    "2014-04-07 10:51, SECONDS, 1396867860",
    "2014-04-07, SECONDS, 1396828800",
    "2026-11-25T09:59:59Z, SECONDS, 1795600799",
  })
  void oneParserReadsTheTimesOfEveryFormat(String time, TimestampUnit unit, double seconds)
      throws Exception {
    assertThat(csv(time).unit(unit).read().interactions.get(0).timestamp()).isEqualTo(seconds);
    String json = "{\"user_id\":1,\"item_id\":2,\"timestamp\":\"" + time + "\"}\n";
    assertThat(
            new TestFiles(folder, FileFormat.JSON_LINES)
                .file("f", json)
                .unit(unit)
                .read()
                .interactions
                .get(0)
                .timestamp())
        .isEqualTo(seconds);
    String recbole = "user_id:token\titem_id:token\ttimestamp:token\nu\ti\t" + time + "\n";
    assertThat(
            new TestFiles(folder, FileFormat.RECBOLE)
                .file("f", recbole)
                .unit(unit)
                .read()
                .interactions
                .get(0)
                .timestamp())
        .isEqualTo(seconds);
    assertThat(
            new TestFiles(folder, FileFormat.PARQUET)
                .parquet("f", "SELECT 'u' user_id, 'i' item_id, '" + time + "' AS \"timestamp\"")
                .unit(unit)
                .read()
                .interactions
                .get(0)
                .timestamp())
        .isEqualTo(seconds);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "1433221332117, SECONDS, in milliseconds it is 2015-06-02T05:02:12Z: say timestamp_unit milliseconds",
    "1433221332117000, SECONDS, say timestamp_unit microseconds",
    "1433221332117000, MILLISECONDS, say timestamp_unit microseconds",
    "2026-11-25T10:00:01Z, SECONDS, at most a day from now",
    "2999-01-01, SECONDS, at most a day from now",
    "2015-02-29, SECONDS, a time like",
    "2015-01-01T25:00:00, SECONDS, a time like",
    "yesterday, SECONDS, a time like",
    "12:30, SECONDS, a time like",
  })
  void aTimeThatIsNoneOrInTheFutureIsRefusedByItsLine(String time, TimestampUnit unit, String why)
      throws Exception {
    assertThatThrownBy(csv("1", time).unit(unit)::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f.csv line 3 is timestamp '" + time + "'", why);
  }

  @Test
  void typedTimesAreReadWhateverTheZoneOfTheServer() throws Exception {
    // Its clocks have no 02:30 on that day in March.
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    TestFiles read =
        new TestFiles(folder, FileFormat.PARQUET)
            .parquet(
                "f",
                "SELECT 'u' user_id, 's' item_id, TIMESTAMPTZ '2014-04-07 12:51:09+02' AS \"timestamp\"")
            .parquet(
                "g",
                "SELECT 'u' user_id, 'n' item_id, TIMESTAMP_NS '2024-03-31 02:30:00.5' AS \"timestamp\"")
            .parquet("h", "SELECT 'u' user_id, 'd' item_id, DATE '2014-04-07' AS \"timestamp\"")
            .unit(TimestampUnit.MILLISECONDS)
            .read();
    for (String never : new String[] {"TIMESTAMP 'infinity'", "TIMESTAMP '-infinity'"}) {
      assertThatThrownBy(
              new TestFiles(folder, FileFormat.PARQUET)
                      .parquet(
                          "f", "SELECT 'u' user_id, 'i' item_id, " + never + " AS \"timestamp\"")
                  ::read)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("f line 1 is timestamp");
    }
    assertThat(read.interactions)
        .extracting("timestamp")
        .containsExactly(1396867869.0, 1711852200.5, 1396828800.0);
  }

  @Test
  void timesOfAllOrOfNoneOfTheInteractionsOfAnImportAreThere() throws Exception {
    for (String missing : new String[] {"", "NaN", "null", "\\N", "  "}) {
      assertThat(csv(missing, missing).read().interactions)
          .extracting("timestamp")
          .containsOnly(0.0);
      assertThatThrownBy(csv("5", "6", missing)::read)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("f.csv line 4 is without timestamp");
      assertThatThrownBy(csv(missing, "6")::read)
          .hasMessageContaining("f.csv line 3 is with timestamp");
    }
    String json =
        "{\"user_id\":1,\"item_id\":2,\"timestamp\":3}\n{\"user_id\":1,\"item_id\":2}\n{\"user_id\":1,\"item_id\":2,\"timestamp\":null}\n";
    assertThatThrownBy(new TestFiles(folder, FileFormat.JSON_LINES).file("f", json)::read)
        .hasMessageContaining("f line 2 is without timestamp");
    assertThatThrownBy(
            new TestFiles(folder, FileFormat.PARQUET)
                    .parquet(
                        "f",
                        "SELECT 1 user_id, 2 item_id, unnest([1.0, 'NaN'::DOUBLE]) AS \"timestamp\"")
                ::read)
        .hasMessageContaining("f line 2 is without timestamp");
    assertThatThrownBy(csv("5").file("untimed.csv", "user_id,item_id\nu,i\n")::read)
        .hasMessageContaining("untimed.csv line 2 is without timestamp");
  }

  @Test
  void aLineThatDiffersCanBeSkipped() throws Exception {
    TestFiles read = csv("1", "", "2").skipping(1).read();
    assertThat(read.interactions).extracting("timestamp").containsExactly(1.0, 2.0);
    assertThat(read.skipped().reasons().get(0)).contains("f.csv line 3");
  }
}
