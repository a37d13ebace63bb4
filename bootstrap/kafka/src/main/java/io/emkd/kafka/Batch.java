package io.emkd.kafka;

import io.emkd.domain.dataset.InteractionEvent;
import io.emkd.domain.dataset.SourcePosition;
import io.emkd.domain.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records of one partition that are taken together, and what is no event among them.
 *
 * @param letters emptied when they have been sent
 */
record Batch(SourcePosition position, List<InteractionEvent> events, List<DeadLetter> letters) {
  /** A record that is no event. */
  record DeadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {}

  static Batch of(
      SourcePosition position, List<ConsumerRecord<byte[], byte[]>> records, EventReader reader) {
    List<InteractionEvent> events = new ArrayList<>();
    List<DeadLetter> letters = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        events.add(reader.event(record));
      } catch (InvalidInputException none) {
        letters.add(new DeadLetter(record, String.valueOf(none.getMessage())));
      }
    }
    return new Batch(position, events, letters);
  }
}
