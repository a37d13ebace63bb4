package io.emkd.domain.dataset;

import io.emkd.domain.error.Violations;

/**
 * What a batch holds of a numbered stream of events, such as a topic's partition.
 *
 * @param source which stream, and for whom it is read
 * @param partition the part of it that has numbers of its own
 * @param from the number of the batch's first event
 * @param to the number of the first event after it; numbers between them may be missing
 */
public record SourcePosition(String source, int partition, long from, long to) {
  public SourcePosition {
    new Violations()
        .require(!source.isEmpty(), "source", "empty", "a name")
        .require(partition >= 0, "partition", partition, "at least 0")
        .require(from >= 0, "from", from, "at least 0")
        .require(to >= from, "to", to, "at least from, which is " + from)
        .throwIfAny();
  }
}
