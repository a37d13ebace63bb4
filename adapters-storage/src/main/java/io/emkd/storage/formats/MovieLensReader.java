package io.emkd.storage.formats;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.ColumnNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads MovieLens' ratings and movies, told apart by their first line: {@code .csv} with a header;
 * {@code .dat} with {@code ::} between the fields; {@code u.data} with tabs and {@code u.item} with
 * bars. Those without a header may be Latin-1.
 */
final class MovieLensReader {
  static final String NO_GENRES = "(no genres listed)";
  private static final ColumnNames NAMES =
      new ColumnNames("userId", "movieId", "", "rating", "", "title", "genres", "|");
  private static final List<Column> DAT_RATINGS =
      columns("userId", "movieId", "rating", "timestamp");
  private static final List<Column> MOVIES = columns("movieId", "title", "genres");
  private static final List<String> U_ITEM_GENRES =
      List.of(
          "unknown",
          "Action",
          "Adventure",
          "Animation",
          "Children's",
          "Comedy",
          "Crime",
          "Documentary",
          "Drama",
          "Fantasy",
          "Film-Noir",
          "Horror",
          "Musical",
          "Mystery",
          "Romance",
          "Sci-Fi",
          "Thriller",
          "War",
          "Western");

  /** Number, title, two dates and an address stand before the genres. */
  private static final int U_ITEM_FIRST_GENRE = 5;

  /** What separates the fields of a file. */
  private enum Dialect {
    DAT("::"),
    U_DATA("\t"),
    U_ITEM("|"),
    CSV(",");

    private final Pattern separator;
    private final String text;

    Dialect(String text) {
      this.text = text;
      this.separator = Pattern.compile(Pattern.quote(text));
    }

    static Dialect of(String beginning) {
      String line = beginning.lines().filter(l -> !l.isBlank()).findFirst().orElse("");
      if (line.startsWith("userId,") || line.startsWith("movieId,")) {
        return CSV;
      }
      for (Dialect dialect : values()) {
        if (line.contains(dialect.text)) {
          return dialect;
        }
      }
      return DAT;
    }
  }

  private final ReadContext reading;
  private final LineCounter lines;
  private @Nullable TableRows rows;
  private @Nullable List<Column> header;

  MovieLensReader(ReadContext reading) {
    this.reading = reading;
    this.lines = reading.lines();
  }

  /** Whether what is not UTF-8 in such a file is Latin-1. */
  static boolean mayBeLatin1(String beginning) {
    return Dialect.of(beginning) != Dialect.CSV;
  }

  void read(TextInput text) throws IOException {
    Dialect dialect = Dialect.of(text.beginning());
    if (dialect == Dialect.CSV) {
      new DelimitedReader(',', HeaderLine.NAMES, reading).read(text, NAMES);
    } else {
      lines.readEach(text, line -> row(dialect, dialect.separator.split(line, -1)));
    }
  }

  private void row(Dialect dialect, String[] fields) {
    boolean item =
        dialect == Dialect.DAT
            ? fields.length == MOVIES.size()
            : dialect == Dialect.U_ITEM
                && fields.length == U_ITEM_FIRST_GENRE + U_ITEM_GENRES.size();
    boolean rating = dialect != Dialect.U_ITEM && fields.length == DAT_RATINGS.size();
    List<Column> columns = item ? MOVIES : DAT_RATINGS;
    if (!(item || rating) || (header != null && !header.equals(columns))) {
      throw wrong(dialect, fields.length);
    }
    TableRows table = rows;
    if (table == null) {
      header = columns;
      table = new TableRows(columns, NAMES, reading);
      rows = table;
    }
    String[] values =
        dialect == Dialect.U_ITEM ? new String[] {fields[0], fields[1], flagged(fields)} : fields;
    table.add(column -> values[column]);
  }

  private InvalidInputException wrong(Dialect dialect, int fields) {
    return lines.bad(
        fields + " fields",
        switch (dialect) {
          case U_DATA -> "user, item, rating and timestamp between tabs, as in u.data";
          case U_ITEM -> "the 24 fields of u.item between bars";
          default -> "UserID::MovieID::Rating::Timestamp or MovieID::Title::Genres";
        });
  }

  private static String flagged(String[] fields) {
    List<String> genres = new ArrayList<>();
    for (int g = 0; g < U_ITEM_GENRES.size(); g++) {
      if (fields[U_ITEM_FIRST_GENRE + g].strip().equals("1")) {
        genres.add(U_ITEM_GENRES.get(g));
      }
    }
    return String.join("|", genres);
  }

  /** A movie without genres has no attribute that says so. */
  static DatasetStore.Sink withoutNoGenres(DatasetStore.Sink sink) {
    return new DatasetStore.Sink() {
      @Override
      public void interaction(Interaction interaction) {
        sink.interaction(interaction);
      }

      @Override
      public void item(Item item) {
        List<String> genres =
            item.attributes().stream().filter(genre -> !genre.equals(NO_GENRES)).toList();
        sink.item(new Item(item.id(), item.title(), genres));
      }
    };
  }

  private static List<Column> columns(String... names) {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(Column.of(name));
    }
    return Collections.unmodifiableList(columns);
  }
}
