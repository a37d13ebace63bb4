package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;
import java.util.List;

/**
 * The shape of an ensemble, in the symbols of docs/specification.md.
 *
 * @param encoders which encoder each network is, in their order; one alone where all are the same
 * @param hiddenSize d, 1 to 4096, a multiple of {@code heads}
 * @param maxLength T, 2 to 1000
 * @param blocks L, 1 to 32
 * @param heads H, 1 to 64
 * @param networks N, 1 to 16
 * @param dropout the share of values dropped in training, in [0, 1)
 * @param initialDeviation of the values that the token and position tables begin with, 0.000001 to
 *     10; null, as in what was written before it existed, is the authors' 1
 * @param tiedItemHead whether the token table is the item head's weight as well; null, as in what
 *     was written before it existed, is false
 * @param skipMarkovWeight what scoring adds to each network's logits of an item, times ln(1 + 10 of
 *     its score by the baseline skip_markov), 0 to 100; null, as in what was written before it
 *     existed, is 0
 * @param variant in what networks that were imported differ from the encoders here; null, as in
 *     what was written before it existed, is in nothing
 */
public record EnsembleConfiguration(
    List<EncoderKind> encoders,
    int hiddenSize,
    int maxLength,
    int blocks,
    int heads,
    int networks,
    double dropout,
    Double initialDeviation,
    Boolean tiedItemHead,
    Double skipMarkovWeight,
    EncoderVariant variant) {
  public EnsembleConfiguration {
    variant = variant == null ? EncoderVariant.STANDARD : variant;
    initialDeviation = initialDeviation == null ? 1 : initialDeviation;
    tiedItemHead = tiedItemHead != null && tiedItemHead;
    skipMarkovWeight = skipMarkovWeight == null ? 0 : skipMarkovWeight;
    new Violations()
        .require(hiddenSize >= 2 && hiddenSize <= 4096, "hidden_size", hiddenSize, "2 to 4096")
        .require(maxLength >= 2 && maxLength <= 1000, "max_length", maxLength, "2 to 1000")
        .require(blocks >= 1 && blocks <= 32, "blocks", blocks, "1 to 32")
        .require(heads >= 1 && heads <= 64, "heads", heads, "1 to 64")
        .require(
            heads < 1 || hiddenSize % heads == 0,
            "hidden_size",
            hiddenSize,
            "divisible by heads, which is " + heads)
        .require(networks >= 1 && networks <= 16, "networks", networks, "1 to 16")
        .require(
            encoders.size() == 1 || encoders.size() == networks,
            "encoders",
            encoders.size() + " encoders",
            "one encoder, or one for each of the networks, which are " + networks)
        .require(dropout >= 0 && dropout < 1, "dropout", dropout, "at least 0 and less than 1")
        .require(
            initialDeviation >= 1e-6 && initialDeviation <= 10,
            "initial_deviation",
            initialDeviation,
            "0.000001 to 10")
        .require(
            skipMarkovWeight >= 0 && skipMarkovWeight <= 100,
            "skip_markov_weight",
            skipMarkovWeight,
            "0 to 100")
        .throwIfAny();
    encoders =
        List.copyOf(encoders.stream().distinct().count() == 1 ? encoders.subList(0, 1) : encoders);
  }

  /** Of networks as they are trained here. */
  public EnsembleConfiguration(
      List<EncoderKind> encoders,
      int hiddenSize,
      int maxLength,
      int blocks,
      int heads,
      int networks,
      double dropout,
      Double initialDeviation,
      Boolean tiedItemHead,
      Double skipMarkovWeight) {
    this(
        encoders,
        hiddenSize,
        maxLength,
        blocks,
        heads,
        networks,
        dropout,
        initialDeviation,
        tiedItemHead,
        skipMarkovWeight,
        EncoderVariant.STANDARD);
  }

  /** With the same encoder in every network. */
  public EnsembleConfiguration(
      EncoderKind encoder,
      int hiddenSize,
      int maxLength,
      int blocks,
      int heads,
      int networks,
      double dropout,
      double initialDeviation,
      boolean tiedItemHead) {
    this(
        List.of(encoder),
        hiddenSize,
        maxLength,
        blocks,
        heads,
        networks,
        dropout,
        initialDeviation,
        tiedItemHead,
        0.0);
  }

  /** As the authors have it: tables of deviation 1, and heads of their own. */
  public EnsembleConfiguration(
      EncoderKind encoder,
      int hiddenSize,
      int maxLength,
      int blocks,
      int heads,
      int networks,
      double dropout) {
    this(encoder, hiddenSize, maxLength, blocks, heads, networks, dropout, 1.0, false);
  }

  /** Whether scoring adds what items follow which to what the networks say. */
  public boolean addsSkipMarkov() {
    return skipMarkovWeight > 0;
  }

  /**
   * Returns which encoder a network is.
   *
   * @param network index from 0
   */
  public EncoderKind encoder(int network) {
    return encoders.get(encoders.size() == 1 ? 0 : network);
  }
}
