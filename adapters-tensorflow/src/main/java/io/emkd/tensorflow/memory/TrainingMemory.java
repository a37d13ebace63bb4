package io.emkd.tensorflow.memory;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.loss.GroupedItemLoss;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What a training's process takes at its peak, by part and in bytes, estimated from its
 * configuration and the size of its catalogue. What each part consists of follows from the training
 * graph; how often a tensor of each kind is there at once was measured (docs/performance.md). More
 * than a long holds is Long.MAX_VALUE.
 *
 * @param weights of the N networks
 * @param moments what the optimiser remembers: two moments of every weight, of Muon's one
 * @param averages of every weight, where they are kept
 * @param gradients of every weight, those of the item heads once a group of masked positions, and
 *     weights as the encoders' products take them, scaled and transposed; with them what weight
 *     decay, averages and Muon make of weights and gradients in a step
 * @param activations of all blocks, kept for the backward pass: (M+1) B T rows of d
 * @param attention of all blocks: (M+1) B H matrices [T, T]
 * @param logits of masked positions over the items, with what the item losses make of them
 * @param contrast of the anchors of all networks with each other: [N B, N B]
 * @param scoring for validation: item heads once more, scores of a batch over all items
 * @param input batches on their way
 * @param process the rest: Java, TensorFlow, compiled functions
 */
public record TrainingMemory(
    long weights,
    long moments,
    long averages,
    long gradients,
    long activations,
    long attention,
    long logits,
    long contrast,
    long scoring,
    long input,
    long process) {
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
    double ofANetwork =
        ((shape.tiedItemHead() ? 1 : 2) * columns + shape.maxLength() + attributes + 2) * d
            + columns
            + attributes
            + blocks * (12 * d * d + 13 * d);
    double weights = VALUE * n * ofANetwork;
    double ofBlocks = VALUE * n * blocks * 12 * d * d;
    OptimizerConfiguration optimizer = configuration.optimizer();
    boolean muon = optimizer.optimizer() == OptimizerKind.MUON;
    double masked = batch * views * configuration.masking().expectedMasked(shape.maxLength()) + 32;
    boolean sampled = configuration.loss().itemLoss().sampled();
    double groups = sampled || !onCpu ? 1 : GroupedItemLoss.groups(configuration, items);
    // Of the sampled softmax the heads' gradients are sparse; else their transposes are there too.
    double heads = sampled ? 1 : groups + 1;
    double compared = sampled ? configuration.loss().itemLoss().sampledItems() + 1.0 : columns;
    return new TrainingMemory(
        bytes(weights),
        bytes(2 * weights - (muon ? ofBlocks : 0)),
        bytes(optimizer.averages() ? weights : 0),
        bytes(
            weights
                + VALUE * n * heads * columns * d
                + (muon ? 6 : 3) * ofBlocks
                + (optimizer.weightDecay() > 0 || optimizer.averages() ? weights : 0)),
        bytes(VALUE * n * positions * d * (16 * blocks + 10)),
        bytes(VALUE * n * positions * shape.heads() * shape.maxLength() * (3 * blocks + 2)),
        bytes(VALUE * (3 * n + 2) * masked / groups * compared),
        bytes(VALUE * 6 * n * n * (double) batch * batch),
        bytes(VALUE * columns * (n * d + 3 * SCORED)),
        bytes(8 * VALUE * positions),
        bytes(REST + OF_A_GROUP * n * groups));
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
    return bytes(parts().values().stream().mapToDouble(Long::doubleValue).sum());
  }

  /** Returns what parts there are by their names, in the order of the record. */
  public Map<String, Long> parts() {
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("weights", weights);
    parts.put("moments", moments);
    if (averages > 0) {
      parts.put("averages", averages);
    }
    parts.put("gradients", gradients);
    parts.put("activations", activations);
    parts.put("attention", attention);
    parts.put("logits", logits);
    parts.put("contrast", contrast);
    parts.put("scoring", scoring);
    parts.put("input", input);
    parts.put("the process itself", process);
    return parts;
  }

  /** What would make it smaller, by the part that is largest. */
  String advice() {
    long largest =
        LongStream.of(gradients, activations, attention, logits, contrast, scoring, input)
            .max()
            .orElseThrow();
    if (Math.max(moments, gradients) >= largest) {
      return "lower hidden_size, networks or blocks";
    }
    if (largest == logits) {
      return "lower batch_size, masked_views or mask_probability, or set item_loss to sampled";
    }
    if (largest == attention) {
      return "lower max_length, batch_size, masked_views or heads";
    }
    if (largest == contrast) {
      return "lower batch_size or networks";
    }
    return "lower batch_size, max_length, masked_views, hidden_size or blocks";
  }
}
