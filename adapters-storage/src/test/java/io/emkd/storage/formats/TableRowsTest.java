package io.emkd.storage.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.ReadSummary;
import io.emkd.domain.files.RowCondition;
import io.emkd.domain.files.SkippedLines;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table is, which of its rows count, and what is told of them. */
class TableRowsTest {
  private static final String RATED =
      "user_id,item_id,rating,event,timestamp\n"
          + "1,a,4.0,view,2015-01-01\n1,b,3,buy,2016-01-01\n2,c,,cart,2017-01-01\n2,d,5,,2018-01-01\n";

  @TempDir Path folder;

  private TestFiles csv(String text) throws IOException {
    return new TestFiles(folder, FileFormat.DELIMITED).file("f.csv", text);
  }

  @Test
  void aTableWithAUserColumnHoldsInteractionsOnly() throws Exception {
    String query = "SELECT unnest([1.0, NULL, 'NaN'::DOUBLE, 2.0]) AS user_id, 7 AS item_id";
    TestFiles strict = new TestFiles(folder, FileFormat.PARQUET).parquet("nan.parquet", query);
    assertThatThrownBy(strict::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nan.parquet line 2 is no 'user_id'");
    TestFiles skipping =
        new TestFiles(folder, FileFormat.PARQUET).parquet("nan.parquet", query).skipping(2).read();
    assertThat(skipping.pairs()).containsExactly("1 7", "2 7");
    assertThat(skipping.items).isEmpty();
    assertThat(skipping.skipped().count()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user_id:token\titem_id_list:token_seq\titem_id:token\n1\t2 3\t4\n",
        "user_id:token\titem_id_list:token_seq\n1\t2 3\n",
        "user_id:token\titem_id:token_seq\n1\t2 3\n",
        "user_id:token_seq\titem_id:token\n1 2\t3\n",
        "user_id:token\titem_id:token\ttimestamp:float_seq\n1\t2\t3 4\n",
        "user_id:token\titem_id:token\trating:float_seq\n1\t2\t3 4\n",
        "item_id:token_seq\ttitle:token\n1 2\tA\n",
      })
  void columnsOfSequencesAreRefusedByName(String text) throws IOException {
    assertThatThrownBy(new TestFiles(folder, FileFormat.RECBOLE).file("f.inter", text)::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("f.inter line 1")
        .hasMessageContaining("sequence");
  }

  @Test
  void theWeightIsTheColumnOfThatNameElseTheRating() throws IOException {
    assertThat(csv("user_id,item_id,weight,rating\nu,i,1,5\n").read().interactions.get(0).weight())
        .isEqualTo(1);
    assertThat(csv("user_id,item_id,rating\nu,i,5\n").read().interactions.get(0).weight())
        .isEqualTo(5);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "rating>=4|a d",
        "rating >= 4|a d",
        "rating<4|b",
        "rating>3|a d",
        "rating<=3|b",
        "rating=4|a",
        "rating==4|a",
        "rating!=4|b c d",
        "event in view,buy|a b",
        "event IN view, buy|a b",
        "event not in view,buy|c d",
        "event=cart|c",
        "event!=cart|a b d",
        "user_id=1|a b",
        "timestamp>=2016-01-01|b c d",
        "timestamp<2016-01-01T00:00:00Z|a",
      })
  void onlyRowsOfWhichTheConditionHoldsAreRead(String condition, String items) throws IOException {
    TestFiles read = csv(RATED).where(condition).read();
    assertThat(read.interactions).extracting("itemId").containsExactly((Object[]) items.split(" "));
    assertThat(read.summary().leftOutRows()).isEqualTo(4 - items.split(" ").length);
  }

  @Test
  void allConditionsHaveToHoldAndItemsHaveNone() throws IOException {
    TestFiles read =
        csv(RATED)
            .file("items.csv", "item_id,title\na,A\n")
            .where("rating>=4", "event=view")
            .read();
    assertThat(read.pairs()).containsExactly("1 a");
    assertThat(read.items).hasSize(1);
    assertThat(read.summary().leftOutRows()).isEqualTo(3);
  }

  @Test
  void everyFormatHasConditions() throws Exception {
    assertThat(
            new TestFiles(folder, FileFormat.RECBOLE)
                .file("f", "user_id:token\titem_id:token\trating:float\nu\ta\t4\nu\tb\t3\n")
                .where("rating>=4")
                .read()
                .pairs())
        .containsExactly("u a");
    assertThat(
            new TestFiles(folder, FileFormat.MOVIELENS)
                .file("f", "u::a::4::1\nu::b::3::2\n")
                .where("rating>=4")
                .read()
                .pairs())
        .containsExactly("u a");
    assertThat(
            new TestFiles(folder, FileFormat.JSON_LINES)
                .file(
                    "f",
                    "{\"user_id\":\"u\",\"item_id\":\"a\",\"stars\":4}\n{\"user_id\":\"u\",\"item_id\":\"b\"}\n{\"item_id\":\"a\"}\n")
                .where("stars>=4")
                .read()
                .pairs())
        .containsExactly("u a");
    assertThat(
            new TestFiles(folder, FileFormat.PARQUET)
                .parquet("f", "SELECT 'u' user_id, unnest([1, 2]) item_id, unnest([4, 3]) stars")
                .where("stars>=4")
                .read()
                .pairs())
        .containsExactly("u 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "rating", "rating>=", ">=4", "rating>=good", "event in", "event in ,", "a b"})
  void whatIsNoConditionIsRefused(String text) {
    assertThatThrownBy(() -> RowCondition.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("where is '" + text + "'", "rating>=4");
  }

  @Test
  void aColumnThatIsNotThereIsRefused() throws IOException {
    assertThatThrownBy(csv(RATED).where("ratng>=4")::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("where is 'ratng>=4'", "rating");
    assertThatThrownBy(
            new TestFiles(folder, FileFormat.JSON_LINES)
                    .file("f", "{\"user_id\":1,\"item_id\":2}\n")
                    .where("stars>4")
                ::read)
        .hasMessageContainingAll("f is where: without 'stars' in any line");
    assertThatThrownBy(
            new TestFiles(folder, FileFormat.S3REC).file("f", "1 2\n").where("user_id=1")::read)
        .hasMessageContaining("where is 'user_id=1'");
  }

  @Test
  void aValueThatCannotBeComparedIsABadLine() throws IOException {
    assertThatThrownBy(csv("user_id,item_id,rating\nu,i,good\n").where("rating>=4")::read)
        .hasMessageContaining("f.csv line 2 is rating 'good' but must be a number");
  }

  @Test
  void aUserColumnThatNoFileHasIsRefused() throws IOException {
    TestFiles misspelt =
        csv("visitorid,item_id\nu,i\n")
            .columns(new ColumnNames("visitor_id", "", "", "", "", "", "", " "));
    assertThatThrownBy(misspelt::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("user_column is 'visitor_id'");
  }

  @Test
  void whatIsDescribedAndWhatOccursIsCompared() throws IOException {
    TestFiles none =
        csv("user_id,item_id\nu,1.0\nu,2.0\n")
            .file("items.csv", "item_id,title\n1,A\n2,B\n")
            .read();
    assertThat(none.summary()).isEqualTo(new ReadSummary(2, 2, 2, 0, 0, SkippedLines.NONE));
    TestFiles some =
        csv("user_id,item_id\nu,1\nu,3\n")
            .file("items.csv", "item_id,title\n1,A\n2,B\n1,A\n2,C\n2,B\n")
            .read();
    assertThat(some.summary()).isEqualTo(new ReadSummary(2, 1, 1, 1, 0, SkippedLines.NONE));
    assertThat(csv("user_id,item_id\nu,1\n").read().summary())
        .isEqualTo(new ReadSummary(0, 0, 0, 0, 0, SkippedLines.NONE));
  }

  @Test
  void filesOfOneNameAreReadApart() throws IOException {
    assertThat(csv("user_id,item_id\nu,a\n").file("f.csv", "user_id,item_id\nu,b\n").read().pairs())
        .containsExactly("u a", "u b");
  }
}
