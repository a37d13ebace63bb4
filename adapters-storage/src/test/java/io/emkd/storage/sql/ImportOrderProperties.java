package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.DescribeDataset;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The same events are the same dataset, in whatever order their lines stand. */
class ImportOrderProperties {
  private static Path folder;
  private static SqliteDatabase database;
  private static SqlDatasetStore store;

  @BeforeContainer
  static void open() throws IOException {
    folder = Files.createTempDirectory("import-order");
    database = SqliteDatabase.open(folder.resolve("emkd.sqlite"));
    store = new SqlDatasetStore(database, folder.resolve("scratch"));
  }

  @AfterContainer
  static void close() throws IOException {
    database.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Few users, items and times, so that many are equal; ids whose UTF-8 and UTF-16 orders differ.
   */
  private static List<Object> lines(Random random, int count) {
    String[] kinds = {"i", "\ud83d\ude00", "\uff21", "\u00e9"};
    List<Object> lines = new ArrayList<>();
    for (int line = 0; line < count; line++) {
      lines.add(
          new Interaction(
              kinds[random.nextInt(4)] + "u" + random.nextInt(5),
              kinds[random.nextInt(4)] + random.nextInt(4),
              random.nextInt(3),
              random.nextBoolean() ? Double.NaN : random.nextInt(2),
              random.nextBoolean() ? "" : "t" + random.nextInt(2)));
    }
    lines.add(new Interaction("iu0", "i0", 1));
    for (String kind : kinds) {
      for (int item = 0; item < 4; item++) {
        lines.add(new Item(kind + item, "", List.of("a" + random.nextInt(6), "b" + item)));
      }
    }
    return lines;
  }

  private static String fingerprint(List<Object> lines) {
    store.replace(
        new DatasetDefinition("d", 0),
        sink -> {
          for (Object line : lines) {
            if (line instanceof Item item) {
              sink.item(item);
            } else {
              sink.interaction((Interaction) line);
            }
          }
        });
    return new DescribeDataset(store).describe("d").fingerprint();
  }

  @Property(tries = 40)
  void shuffledLinesGiveTheSameFingerprint(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 120) int count) {
    List<Object> lines = lines(random, count);
    String inOrder = fingerprint(lines);
    List<Interaction> scanned = scanned();
    Collections.shuffle(lines, random);
    assertThat(fingerprint(lines)).isEqualTo(inOrder);
    assertThat(scanned()).containsExactlyInAnyOrderElementsOf(scanned);
  }

  private static List<Interaction> scanned() {
    List<Interaction> all = new ArrayList<>();
    store.scan(
        "d",
        new DatasetStore.Sink() {
          @Override
          public void interaction(Interaction interaction) {
            all.add(interaction);
          }

          @Override
          public void item(Item item) {}
        });
    return all;
  }
}
