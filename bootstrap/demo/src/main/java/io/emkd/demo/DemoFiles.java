package io.emkd.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The generated data as files that {@code ./emkd import --format delimited} reads. */
final class DemoFiles {
  static final String ATTRIBUTE_SEPARATOR = "|";

  private DemoFiles() {}

  static String itemId(int film) {
    return "f" + film;
  }

  /**
   * @param viewer from 0
   */
  static String userId(int viewer) {
    return "v" + (viewer + 1);
  }

  static Path interactions(Path folder, List<int[]> sequences) throws IOException {
    StringBuilder text = new StringBuilder("user_id,item_id,timestamp\n");
    for (int viewer = 0; viewer < sequences.size(); viewer++) {
      int[] sequence = sequences.get(viewer);
      for (int t = 0; t < sequence.length; t++) {
        line(text, userId(viewer), itemId(sequence[t]), String.valueOf(t));
      }
    }
    return Files.writeString(folder.resolve("interactions.csv"), text);
  }

  static Path items(Path folder, FilmCatalogue catalogue) throws IOException {
    StringBuilder text = new StringBuilder("item_id,title,attributes\n");
    for (Film film : catalogue.films()) {
      line(
          text,
          itemId(film.number()),
          film.title(),
          String.join(ATTRIBUTE_SEPARATOR, catalogue.attributes(film)));
    }
    return Files.writeString(folder.resolve("items.csv"), text);
  }

  private static void line(StringBuilder text, String... cells) {
    text.append(String.join(",", cells)).append('\n');
  }
}
