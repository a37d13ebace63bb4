package io.emkd.tensorflow.index;

import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.error.CorruptArtifactException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What an index found of the ten best items, by the breadth of its search, over sequences of the
 * data that the model was trained on. Kept beside the index. Immutable.
 *
 * @param byBreadth recall@10 by breadth
 */
public record IndexRecall(Map<Integer, Double> byBreadth) {
  /** The K of recall@K. */
  public static final int CUTOFF = 10;

  private static final String FILE = "recall.properties";
  private static final int WIDEST = 5120;
  private static final double ENOUGH = 0.999;

  /**
   * @param lastHiddenStates [S][N*d] of sample sequences
   * @param exact their best {@link #CUTOFF} items by the exact ranking
   */
  public static IndexRecall measure(ItemIndex index, float[][] lastHiddenStates, TopItems[] exact) {
    Map<Integer, Double> recall = new TreeMap<>();
    double last = 0;
    for (int breadth = CUTOFF; breadth <= WIDEST && last < ENOUGH; breadth *= 2) {
      long found = 0;
      long sought = 0;
      for (int s = 0; s < exact.length; s++) {
        int[] items = index.search(lastHiddenStates[s], new int[0], CUTOFF, breadth).items();
        Arrays.sort(items);
        for (int item : exact[s].items()) {
          sought++;
          found += Arrays.binarySearch(items, item) >= 0 ? 1 : 0;
        }
      }
      last = (double) found / sought;
      recall.put(breadth, last);
    }
    return new IndexRecall(recall);
  }

  /** The smallest breadth that reaches a recall; empty if none does. */
  public OptionalInt breadth(double recall) {
    return byBreadth.entrySet().stream()
        .filter(entry -> entry.getValue() >= recall)
        .mapToInt(Map.Entry::getKey)
        .min();
  }

  public void write(Path version) {
    Properties properties = new Properties();
    byBreadth.forEach(
        (breadth, recall) -> properties.setProperty(breadth.toString(), recall.toString()));
    try (Writer writer = Files.newBufferedWriter(ItemIndex.directory(version).resolve(FILE))) {
      properties.store(writer, "recall@10 of the index of items by the breadth of its search");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * @throws CorruptArtifactException if it is not there or not what {@link #write} wrote
   */
  public static IndexRecall read(Path version) {
    Properties properties = new Properties();
    Map<Integer, Double> recall = new TreeMap<>();
    try (Reader reader = Files.newBufferedReader(ItemIndex.directory(version).resolve(FILE))) {
      properties.load(reader);
      for (String breadth : properties.stringPropertyNames()) {
        recall.put(Integer.valueOf(breadth), Double.valueOf(properties.getProperty(breadth)));
      }
    } catch (IOException | IllegalArgumentException damaged) {
      throw new CorruptArtifactException("the index's " + FILE + " cannot be read", damaged);
    }
    return new IndexRecall(recall);
  }
}
