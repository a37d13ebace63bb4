package io.emkd.domain.configuration;

import io.emkd.domain.error.Violations;

/**
 * The shape of an ensemble, in the symbols of docs/specification.md.
 *
 * @param encoder which encoder every network is
 * @param hiddenSize d, 1 to 4096, a multiple of {@code heads}
 * @param maxLength T, 2 to 1000
 * @param blocks L, 1 to 32
 * @param heads H, 1 to 64
 * @param networks N, 1 to 16
 * @param dropout the share of values dropped in training, in [0, 1)
 */
public record EnsembleConfiguration(
    EncoderKind encoder,
    int hiddenSize,
    int maxLength,
    int blocks,
    int heads,
    int networks,
    double dropout) {
  public EnsembleConfiguration {
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
        .require(dropout >= 0 && dropout < 1, "dropout", dropout, "at least 0 and less than 1")
        .throwIfAny();
  }
}
