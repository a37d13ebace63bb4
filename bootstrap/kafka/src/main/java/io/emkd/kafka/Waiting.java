package io.emkd.kafka;

import io.emkd.kafka.EventStreamObserver.Cause;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a stream waits for: told once, not each time that it is tried in vain. Not thread-safe. */
final class Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  private final KafkaSource source;
  private final EventStreamObserver observer;
  private final Set<Cause> causes = EnumSet.noneOf(Cause.class);

  Waiting(KafkaSource source, EventStreamObserver observer) {
    this.source = source;
    this.observer = observer;
  }

  void begins(Cause cause, String why) {
    if (causes.add(cause)) {
      observer.waits(cause, true);
      LOG.warn("the events of topic {} wait: {}", source.topic(), why);
    }
  }

  void ends(Set<Cause> ended) {
    for (Cause cause : ended) {
      if (causes.remove(cause)) {
        observer.waits(cause, false);
        if (causes.isEmpty()) {
          LOG.info("the events of topic {} go on", source.topic());
        }
      }
    }
  }
}
