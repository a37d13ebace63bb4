package io.emkd.tensorflow.memory;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.tensorflow.graph.loss.GroupedItemLoss;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a training's process takes at its peak, by part and in bytes, estimated from its
 * configuration and the size of its catalogue. What each part consists of follows from the training
 * graph; how often a tensor of each kind is there at once was measured (docs/performance.md). More
 * than a long holds is Long.MAX_VALUE.
 *
 * @param parts in their order; without averages where none are kept
 */
public record TrainingMemory(Map<TrainingMemory.Part, Long> parts) {
  /** What takes memory. */
  public enum Part {
    /** Of the N networks. */
    WEIGHTS,
    /** What the optimiser remembers: two moments of every weight, of Muon's one. */
    MOMENTS,
    /** Of every weight, where they are kept. */
    AVERAGES,
    /**
     * Of every weight, those of the item heads once a group of masked positions, and weights as the
     * encoders' products take them, scaled and transposed; with them what weight decay, averages
     * and Muon make of weights and gradients in a step.
     */
    GRADIENTS,
    /** Of all blocks, kept for the backward pass: (M+1) B T rows of d. */
    ACTIVATIONS,
    /** Of all blocks: (M+1) B H matrices [T, T]. */
    ATTENTION,
    /** Of masked positions over the items, with what the item losses make of them. */
    LOGITS,
    /**
     * Of a teacher, where there is one: its weights, its heads as its logits are made by them, and
     * those logits with what is made of them.
     */
    TEACHER,
    /** Of the anchors of all networks with each other: [N B, N B]. */
    CONTRAST,
    /**
     * For validation: item heads once more, scores of a batch over all items, and what followed
     * each item, on its way and in place.
     */
    SCORING,
    /** Batches on their way. */
    INPUT,
    /** The rest: Java, TensorFlow, compiled functions. */
    PROCESS;

    /** What refusals call it. */
    String label() {
      return this == PROCESS ? "the process itself" : name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int VALUE = Float.BYTES;

  /** Java, TensorFlow and compiled functions. */
  private static final double REST = 450 << 20;

  /** The graph itself, a network and group of masked positions: some hundred operations. */
  private static final double OF_A_GROUP = 256 << 10;

  /** Sequences that a validation scores at once. */
  private static final double SCORED = 256;

  /**
   * @param batch sequences of the largest batch, at most batch_size
   * @param items V
   * @param attributes A
   * @param onCpu where the item losses are computed in groups of masked positions
   */
  public static TrainingMemory of(
      TrainingConfiguration configuration, int batch, int items, int attributes, boolean onCpu) {
    EnsembleConfiguration shape = configuration.ensemble();
    double n = shape.networks();
    double d = shape.hiddenSize();
    double blocks = shape.blocks();
    double views = configuration.masking().maskedViews();
    double columns = items + 1.0;
    double positions = positions(configuration, batch);
    double weights = weights(shape, items, attributes);
    double ofBlocks = VALUE * n * blocks * 12 * d * d;
    OptimizerConfiguration optimizer = configuration.optimizer();
    boolean muon = optimizer.optimizer() == OptimizerKind.MUON;
    double masked = batch * views * configuration.masking().expectedMasked(shape.maxLength()) + 32;
    boolean sampled = configuration.loss().itemLoss().sampled();
    double groups = sampled || !onCpu ? 1 : GroupedItemLoss.groups(configuration, items);
    // Of the sampled softmax the heads' gradients are sparse; else their transposes are there too.
    double heads = sampled ? 1 : groups + 1;
    double compared = sampled ? configuration.loss().itemLoss().sampledItems() + 1.0 : columns;
    EnumMap<Part, Double> parts = new EnumMap<>(Part.class);
    parts.put(Part.WEIGHTS, weights);
    parts.put(Part.MOMENTS, 2 * weights - (muon ? ofBlocks : 0));
    if (optimizer.averages()) {
      parts.put(Part.AVERAGES, weights);
    }
    parts.put(
        Part.GRADIENTS,
        weights
            + VALUE * n * heads * columns * d
            + (muon ? 6 : 3) * ofBlocks
            + (optimizer.weightDecay() > 0 || optimizer.averages() ? weights : 0));
    double byHand = networksByHand(shape);
    double byTheGraph = n - byHand;
    parts.put(
        Part.ACTIVATIONS,
        VALUE * positions * d * (byHand * (16 * blocks + 10) + byTheGraph * (56 * blocks + 20)));
    parts.put(
        Part.ATTENTION,
        VALUE
            * positions
            * shape.heads()
            * shape.maxLength()
            * (byHand * (3 * blocks + 2) + byTheGraph * (8 * blocks + 2)));
    double asked = masked / groups * compared;
    parts.put(Part.LOGITS, VALUE * (3 * n + 2) * asked);
    configuration
        .teacher()
        .ifPresent(
            known ->
                parts.put(
                    Part.TEACHER,
                    weights(known.shape(), items, 0)
                        + VALUE
                            * (2.0 * known.shape().networks() * known.shape().hiddenSize() * columns
                                + 3 * asked)));
    parts.put(Part.CONTRAST, VALUE * 6 * n * n * (double) batch * batch);
    double counted = shape.addsSkipMarkov() ? 2.0 * ItemTransitions.widthOf(items) : 0;
    parts.put(Part.SCORING, VALUE * columns * (n * d + 3 * SCORED + 2 * counted));
    parts.put(Part.INPUT, 8 * VALUE * positions);
    parts.put(Part.PROCESS, REST + OF_A_GROUP * n * groups);
    EnumMap<Part, Long> bytes = new EnumMap<>(Part.class);
    parts.forEach((part, estimate) -> bytes.put(part, bytes(estimate)));
    return new TrainingMemory(Collections.unmodifiableMap(bytes));
  }

  /**
   * Returns the bytes of all networks' weights.
   *
   * @param items V
   * @param attributes A
   */
  private static double weights(EnsembleConfiguration shape, int items, int attributes) {
    double d = shape.hiddenSize();
    double columns = items + 1.0;
    double ofANetwork =
        ((shape.tiedItemHead() ? 1 : 2) * columns + shape.maxLength() + attributes + 2) * d
            + columns
            + attributes
            + shape.blocks() * (12 * d * d + 13 * d);
    return VALUE * shape.networks() * ofANetwork;
  }

  /** Returns how many networks keep for the backward pass only what their own derivatives need. */
  private static double networksByHand(EnsembleConfiguration shape) {
    return IntStream.range(0, shape.networks())
        .filter(network -> shape.encoder(network) == EncoderKind.BERT4REC)
        .count();
  }

  /** (M+1) B T: the positions of a batch's views and originals. */
  public static double positions(TrainingConfiguration configuration, int batch) {
    return (configuration.masking().maskedViews() + 1.0)
        * batch
        * configuration.ensemble().maxLength();
  }

  /** A cast from double stays within a long's range. */
  private static long bytes(double estimate) {
    return (long) estimate;
  }

  /** Returns the sum of all parts. */
  public long total() {
    return bytes(parts.values().stream().mapToDouble(Long::doubleValue).sum());
  }

  /** Returns what a part takes; 0 of one that is not there. */
  public long of(Part part) {
    return parts.getOrDefault(part, 0L);
  }

  /** What would make it smaller, by the part that is largest. */
  String advice() {
    Part largest =
        parts.keySet().stream()
            .filter(part -> part != Part.WEIGHTS && part != Part.PROCESS)
            .max(Comparator.comparingLong(this::of))
            .orElseThrow();
    return switch (largest) {
      case MOMENTS, AVERAGES, GRADIENTS -> "lower hidden_size, networks or blocks";
      case LOGITS ->
          "lower batch_size, masked_views or mask_probability, or set item_loss to sampled";
      case ATTENTION -> "lower max_length, batch_size, masked_views or heads";
      case CONTRAST -> "lower batch_size or networks";
      default -> "lower batch_size, max_length, masked_views, hidden_size or blocks";
    };
  }
}
