package io.emkd.storage.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.Delimiter;
import io.emkd.domain.files.FileFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDialectTest {
  @TempDir Path folder;

  private TestFiles files(FileFormat format) {
    return new TestFiles(folder, format);
  }

  @Test
  void recBolesCellsAreQuotedAsPandasDoes() throws IOException {
    String items =
        "item_id:token\tcategories:token_seq\ttitle:token\n"
            + "1\t'Hair', 'Beauty'\t\"The \"\"Big\"\" Brush\"\n"
            + "2\t\"'Men', \"\"Women's\"\"\"\t\"Two line\ntitle\"\n"
            + "3\t\tThe \"Third\" Man 12\"\n";
    TestFiles read =
        files(FileFormat.RECBOLE)
            .columns(ColumnNames.of("categories", ", "))
            .file("f.item", items)
            .read();
    assertThat(read.items)
        .extracting("title")
        .containsExactly("The \"Big\" Brush", "Two line\ntitle", "The \"Third\" Man 12\"");
    assertThat(read.items.get(1).attributes()).containsExactly("'Men'", "\"Women's\"");
  }

  @Test
  void aRowOfSeveralLinesIsNamedByItsFirst() throws IOException {
    String text = "user_id,item_id,type\nu,i,\"a b\"\nu,i,\"a\nb\"\nu,i\n";
    TestFiles read = files(FileFormat.DELIMITED).file("f", text).skipping(2).read();
    assertThat(read.skipped().reasons().get(0)).contains("f line 3: type");
    assertThat(read.skipped().reasons().get(1)).contains("f line 5").contains("2 columns");
    String open = "user_id,item_id\nu,i\nu,\"i\nu,k\n";
    assertThatThrownBy(files(FileFormat.DELIMITED).file("f", open)::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f line 3", "a well-formed line");
  }

  @Test
  void quotesCanBeCharactersLikeOthers() throws IOException {
    String plays =
        "u\t2009-05-04T23:08:57Z\ta\t\"Weird Al\" Yankovic\nu\t2009-05-05T00:00:00Z\tb\t\"Heroes\n";
    String[] header = {"user_id", "timestamp", "item_id", "artist"};
    assertThatThrownBy(
            files(FileFormat.DELIMITED).delimiter("tab").header(header).file("f", plays)::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("f line 1", "say unquoted");
    assertThat(
            files(FileFormat.DELIMITED)
                .delimiter("tab")
                .header(header)
                .unquoted()
                .where("artist!=x")
                .file("f", plays)
                .read()
                .pairs())
        .containsExactly("u a", "u b");
    String items = "item_id:token\ttitle:token\n1\t\"Heroes\n2\t\"Weird Al\" Yankovic\n";
    assertThat(files(FileFormat.RECBOLE).unquoted().file("f.item", items).read().items)
        .extracting("title")
        .containsExactly("\"Heroes", "\"Weird Al\" Yankovic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\t", "\t", "tab"})
  void aTabIsADelimiterHoweverItIsWritten(String delimiter) throws IOException {
    assertThat(
            files(FileFormat.DELIMITED)
                .delimiter(delimiter)
                .file("f", "user_id\titem_id\n1\t2\n")
                .read()
                .pairs())
        .containsExactly("1 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\r", "\"", "\0", "::", "\uD83D\uDE00", "\uD83D", "\uFEFF", "\u2028", "\\n"})
  void whatCannotDelimitIsRefused(String delimiter) {
    assertThatThrownBy(() -> Delimiter.parse(delimiter))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("delimiter is '")
        .hasMessageContaining("one character");
  }

  @Test
  void columnsCanBeNamedForFilesWithoutAHeader() throws IOException {
    String taobao = "1,2268318,2520377,pv,1511544070\n1,2333346,2520771,buy,1511561733\n";
    TestFiles read =
        files(FileFormat.DELIMITED)
            .header("user_id", "item_id", "category", "type", "timestamp")
            .file("UserBehavior.csv", taobao)
            .file("more.csv", "2,5,6,pv,1511544071\n")
            .read();
    assertThat(read.pairs()).containsExactly("1 2268318", "1 2333346", "2 5");
    assertThat(read.interactions.get(1).type()).isEqualTo("buy");
    assertThat(
            files(FileFormat.DELIMITED)
                .delimiter(" ")
                .header("user_id", "item_id")
                .file("Beauty.txt", "1 1\n1 2\n\n")
                .read()
                .pairs())
        .containsExactly("1 1", "1 2");
  }

  @Test
  void aHeaderThatIsThereOrMeansNothingIsRefused() throws IOException {
    assertThatThrownBy(
            files(FileFormat.DELIMITED)
                    .header("user_id", "item_id")
                    .file("f", "user_id,item_id\nu,i\n")
                ::read)
        .hasMessageContaining("f line 1 is the header itself");
    assertThatThrownBy(
            files(FileFormat.RECBOLE).header("user_id", "item_id").file("f", "u\ti\n")::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("header is 'user_id,item_id'");
    assertThatThrownBy(
            files(FileFormat.DELIMITED).header("user_id", "user_id").file("f", "u,i\n")::read)
        .hasMessageContaining("each column once");
  }

  @Test
  void anotherDelimiterThanTheFilesIsSaidToBeThat() throws IOException {
    assertThatThrownBy(files(FileFormat.DELIMITED).file("f", "user_id;item_id\nu;i\n")::read)
        .hasMessageContaining("the item column 'item_id', divided by the delimiter");
  }

  @Test
  void sasRecsPairsAreSequencesToo() throws IOException {
    assertThat(files(FileFormat.S3REC).file("f", "1 1\n1 2\n2 1\n1 3\n").read().interactions)
        .extracting(i -> i.userId() + " " + i.itemId() + " " + i.timestamp())
        .containsExactly("1 1 0.0", "1 2 1.0", "2 1 0.0", "1 3 2.0");
    for (String glued : new String[] {"1 1\n1 2\n2 3 4\n", "2 3 4\n1 1\n1 2\n"}) {
      assertThatThrownBy(files(FileFormat.S3REC).file("f", glued)::read)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("f line 3");
    }
  }

  @Test
  void aUsersSequenceGoesOnInTheNextFile() throws IOException {
    assertThat(
            files(FileFormat.S3REC)
                .file("day=1/seq.txt", "1 2 3")
                .file("day=2/seq.txt", "2 3 4\n1 5 6")
                .read()
                .interactions)
        .extracting(i -> i.userId() + " " + i.itemId() + " " + i.timestamp())
        .containsExactly("1 2 0.0", "1 3 1.0", "2 3 0.0", "2 4 1.0", "1 5 2.0", "1 6 3.0");
  }

  @Test
  void movieLens100kIsReadAsItIs() throws IOException {
    String item =
        "1|Toy Story (1995)|01-Jan-1995||http://us.imdb.com/M|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n";
    TestFiles read =
        files(FileFormat.MOVIELENS)
            .file("u.data", "196\t1\t3\t881250949\n")
            .file("u.item", item)
            .read();
    assertThat(read.interactions.get(0).weight()).isEqualTo(3);
    assertThat(read.interactions.get(0).timestamp()).isEqualTo(881250949);
    assertThat(read.items.get(0).title()).isEqualTo("Toy Story (1995)");
    assertThat(read.items.get(0).attributes())
        .isEqualTo(List.of("Animation", "Children's", "Comedy"));
    assertThatThrownBy(
            files(FileFormat.MOVIELENS).file("u.user", "1|24|M|technician|85711\n")::read)
        .hasMessageContainingAll("u.user line 1 is 5 fields", "u.item");
    assertThatThrownBy(files(FileFormat.MOVIELENS).file("f", "1::2::3::4\n1::Movie::Drama\n")::read)
        .hasMessageContaining("f line 2 is 3 fields");
  }

  @Test
  void aMovieWithoutGenresHasNoAttribute() throws IOException {
    String movies = "movieId,title,genres\n1,\"A, b\",(no genres listed)\n";
    assertThat(
            files(FileFormat.MOVIELENS)
                .file("movies.csv.gz", movies)
                .read()
                .items
                .get(0)
                .attributes())
        .isEmpty();
  }

  @Test
  void anEmptyTableAndOneOfTooManyColumnsAreRefused() throws IOException {
    assertThatThrownBy(files(FileFormat.DELIMITED).file("f", "")::read)
        .hasMessageContaining("f line 1 is empty but must be a header line");
    StringBuilder wide = new StringBuilder("user_id,item_id");
    for (int c = 0; c < 300_000; c++) {
      wide.append(",c").append(c);
    }
    assertThatThrownBy(files(FileFormat.DELIMITED).file("f", wide.toString())::read)
        .hasMessageContaining("f line 1 is of 300002 columns");
    assertThat(files(FileFormat.DELIMITED).file("f", "user_id,item_id\n\n").read().interactions)
        .isEmpty();
  }
}
