package io.emkd.domain.configuration;

import java.util.stream.Collectors;

/**
 * A published version whose logits the networks of a training learn as well: "Learning from a
 * teacher" of docs/specification.md.
 *
 * @param version its exact name, {@code NAME@VERSION}
 * @param shape of its ensemble
 */
public record Teacher(String version, EnsembleConfiguration shape) {
  /** Which encoders it has, and whose they are, for whoever is refused because of them. */
  String describeEncoders() {
    return shape.encoders().stream().map(Enum::name).collect(Collectors.joining(", "))
        + " of the teacher "
        + version;
  }
}
