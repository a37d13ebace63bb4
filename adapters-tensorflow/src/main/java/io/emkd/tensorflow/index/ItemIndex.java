package io.emkd.tensorflow.index;

import io.emkd.domain.ensemble.TopItems;
import io.emkd.domain.error.CorruptArtifactException;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.util.ExplicitThreadLocal;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorUtil;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A graph of items (JVector), on disk and mapped, that finds most of the best items of a sequence
 * without looking at all. Scores are exact; what it may miss is an item. Thread-safe.
 */
public final class ItemIndex implements AutoCloseable {
  private static final String DIRECTORY = "item_index";
  private static final String GRAPH = "graph.jvector";
  private static final VectorSimilarityFunction DISTANCE = VectorSimilarityFunction.EUCLIDEAN;

  /** The graph's neighbours of a node, and what building it and pruning them take. */
  private static final int DEGREE = 32;

  private static final int BUILD_BREADTH = 100;
  private static final float NEIGHBOR_OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;

  private final ReaderSupplier file;
  private final OnDiskGraphIndex graph;
  private final ExplicitThreadLocal<GraphSearcher> searchers;

  private ItemIndex(Path version, int itemCount) {
    Path path = directory(version).resolve(GRAPH);
    try {
      file = ReaderSupplierFactory.open(path);
      graph = OnDiskGraphIndex.load(file);
    } catch (IOException | RuntimeException damaged) {
      throw new CorruptArtifactException(
          version.relativize(path) + " does not hold an index of items", damaged);
    }
    if (graph.size(0) != itemCount) {
      throw new CorruptArtifactException(
          version.relativize(path)
              + " is an index of "
              + graph.size(0)
              + " items, not "
              + itemCount,
          null);
    }
    searchers = ExplicitThreadLocal.withInitial(() -> new GraphSearcher(graph));
  }

  static Path directory(Path version) {
    return version.resolve(DIRECTORY);
  }

  public static boolean isIn(Path version) {
    return Files.exists(directory(version).resolve(GRAPH));
  }

  /**
   * @param itemCount V
   * @throws CorruptArtifactException if the file is not an index of so many items
   */
  public static ItemIndex open(Path version, int itemCount) {
    return new ItemIndex(version, itemCount);
  }

  /** Writes {@code item_index/} into a version's directory; takes minutes a million items. */
  public static void build(ItemVectors vectors, Path version) {
    try (GraphIndexBuilder builder =
            GraphIndexBuilder.builder(vectors, DISTANCE, DEGREE)
                .withBeamWidth(BUILD_BREADTH)
                .withNeighborOverflow(NEIGHBOR_OVERFLOW)
                .withAlpha(ALPHA)
                .build();
        ImmutableGraphIndex built = builder.build(vectors)) {
      Files.createDirectories(directory(version));
      OnDiskGraphIndex.write(built, vectors, directory(version).resolve(GRAPH));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * @param lastHiddenStates [N*d] of one sequence
   * @param excluded item numbers that are not to be found
   * @param breadth how many candidates are kept on the way, at least {@code count}: more find more
   * @return best first; of equal scores the lower number first
   */
  public TopItems search(float[] lastHiddenStates, int[] excluded, int count, int breadth) {
    VectorFloat<?> query = ItemVectors.query(lastHiddenStates);
    GraphSearcher searcher = searchers.get();
    OnDiskGraphIndex.View view = (OnDiskGraphIndex.View) searcher.getView();
    SearchResult result =
        searcher.search(
            new DefaultSearchScoreProvider(view.rerankerFor(query, DISTANCE)),
            count,
            Math.max(count, breadth),
            0,
            0,
            admitted(excluded));
    record Scored(int item, float score) {}
    Scored[] found =
        Arrays.stream(result.getNodes())
            .map(
                node ->
                    new Scored(
                        node.node + 1, VectorUtil.dotProduct(query, view.getVector(node.node))))
            .sorted(
                Comparator.comparingDouble((Scored scored) -> -scored.score)
                    .thenComparingInt(Scored::item))
            .toArray(Scored[]::new);
    int[] items = new int[found.length];
    float[] scores = new float[found.length];
    for (int i = 0; i < found.length; i++) {
      items[i] = found[i].item;
      scores[i] = found[i].score;
    }
    return new TopItems(items, scores, true);
  }

  private static Bits admitted(int[] excluded) {
    int[] sorted = excluded.clone();
    Arrays.sort(sorted);
    return node -> Arrays.binarySearch(sorted, node + 1) < 0;
  }

  @Override
  public void close() {
    try {
      searchers.close();
      graph.close();
      file.close();
    } catch (Exception failed) {
      throw new IllegalStateException("an index of items could not be closed", failed);
    }
  }
}
