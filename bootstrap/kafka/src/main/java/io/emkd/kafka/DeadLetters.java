package io.emkd.kafka;

import io.emkd.domain.error.Shown;
import io.emkd.kafka.Batch.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The topic of what is no event: the record as it came, with headers that say why it is none. */
final class DeadLetters implements AutoCloseable {
  private static final Duration CLOSING = Duration.ofMillis(300);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final String topic;

  /** Null after one has failed, which it may do for ever. */
  private @Nullable Producer<byte[], byte[]> current;

  /**
   * @param producers makes one at once
   */
  DeadLetters(Supplier<Producer<byte[], byte[]>> producers, String topic) {
    this.producers = producers;
    this.topic = topic;
    this.current = producers.get();
  }

  /**
   * Returns when the brokers have all of them.
   *
   * @throws ExecutionException if they do not take one; others may be there
   */
  void send(List<DeadLetter> letters) throws InterruptedException, ExecutionException {
    if (current == null) {
      current = producers.get();
    }
    try {
      send(current, letters);
    } catch (RuntimeException | ExecutionException failed) {
      current.close(Duration.ZERO);
      current = null;
      throw failed;
    }
  }

  private void send(Producer<byte[], byte[]> producer, List<DeadLetter> letters)
      throws InterruptedException, ExecutionException {
    List<Future<?>> sent = new ArrayList<>();
    for (DeadLetter letter : letters) {
      sent.add(producer.send(whole(letter)));
    }
    for (int l = 0; l < sent.size(); l++) {
      try {
        sent.get(l).get();
      } catch (ExecutionException failed) {
        if (!(failed.getCause() instanceof RecordTooLargeException)) {
          throw failed;
        }
        // What may never fit must not hold up the stream for ever: it is named, and left out.
        producer.send(withoutContent(letters.get(l))).get();
      }
    }
  }

  private ProducerRecord<byte[], byte[]> whole(DeadLetter letter) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    Headers headers = new RecordHeaders(record.headers().toArray());
    return letter(record, headers, letter.reason(), record.key(), record.value());
  }

  private ProducerRecord<byte[], byte[]> withoutContent(DeadLetter letter) {
    String reason = letter.reason() + "; the record is too large for this topic and left out";
    return letter(letter.record(), new RecordHeaders(), reason, null, null);
  }

  private ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> record,
      Headers headers,
      String reason,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    add(headers, "emkd-reason", Shown.message(reason));
    add(headers, "emkd-topic", record.topic());
    add(headers, "emkd-partition", String.valueOf(record.partition()));
    add(headers, "emkd-offset", String.valueOf(record.offset()));
    Long sent = record.timestamp() < 0 ? null : record.timestamp();
    return new ProducerRecord<>(topic, null, sent, key, value, headers);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    if (current != null) {
      current.close(CLOSING);
    }
  }
}
