package io.emkd.storage.importing;

import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.Item;
import io.emkd.domain.port.DatasetStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads MovieLens' ratings and movies: {@code .dat} with {@code ::} between the fields and no
 * header, or {@code .csv}. Older {@code movies.dat} are Latin-1, newer ones UTF-8.
 */
final class MovieLensReader {
  private static final Pattern SEPARATOR = Pattern.compile("::");
  private static final String NO_GENRES = "(no genres listed)";
  private static final ColumnNames CSV =
      new ColumnNames("userId", "movieId", "", "rating", "", "title", "genres", ',', "|");

  void read(FileSource.NamedFile file, LineCounter lines, DatasetStore.Sink sink)
      throws IOException {
    if (file.name().endsWith(".csv")) {
      try (BufferedReader reader = FileSource.utf8(file.path())) {
        new TableReader(CSV, false).read(reader, lines, withoutNoGenres(sink));
      }
      return;
    }
    // Latin-1 keeps the bytes, so that a line can still turn out to be UTF-8.
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file.path()), StandardCharsets.ISO_8859_1))) {
      lines.readEach(reader, line -> row(decoded(line), lines, withoutNoGenres(sink)));
    }
  }

  private static String decoded(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return latin1;
    }
  }

  private static void row(String line, LineCounter lines, DatasetStore.Sink sink) {
    String[] fields = SEPARATOR.split(line, -1);
    switch (fields.length) {
      case 4 ->
          sink.interaction(
              new Interaction(
                  fields[0],
                  fields[1],
                  lines.number("timestamp", fields[3]),
                  lines.number("rating", fields[2]),
                  ""));
      case 3 -> sink.item(new Item(fields[0], fields[1], Arrays.asList(fields[2].split("\\|"))));
      default ->
          throw lines.bad(
              fields.length + " fields",
              "UserID::MovieID::Rating::Timestamp or MovieID::Title::Genres");
    }
  }

  private static DatasetStore.Sink withoutNoGenres(DatasetStore.Sink sink) {
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
}
