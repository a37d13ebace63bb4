package io.emkd.storage.formats;

import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** MovieLens' {@code ratings.csv} and {@code movies.csv}; there is no place for types. */
final class MovieLensWriter extends TextWriter {
  private final CSVPrinter ratings;
  private final CSVPrinter movies;

  MovieLensWriter(Path directory) throws IOException {
    super(directory.resolve("ratings.csv"), directory.resolve("movies.csv"));
    CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    ratings = new CSVPrinter(interactions, format);
    movies = new CSVPrinter(items, format);
    ratings.printRecord("userId", "movieId", "rating", "timestamp");
    movies.printRecord("movieId", "title", "genres");
  }

  @Override
  public void item(Item item) throws IOException {
    movies.printRecord(
        item.id(),
        item.title(),
        item.attributes().isEmpty() ? MovieLensReader.NO_GENRES : joined(item, "|", "movies.csv"));
  }

  @Override
  public void interaction(Interaction i) throws IOException {
    ratings.printRecord(i.userId(), i.itemId(), weight(i.weight()), number(i.timestamp()));
  }
}
