package io.emkd.server.settings;

import io.emkd.domain.serving.ScoringLimits;
import io.emkd.tensorflow.index.IndexSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import java.time.Duration;

/** How recommendations are scored. */
@Introspected
@ConfigurationProperties("emkd")
record ScoringSettings(
    @Setting(
            value = "recommendations that share a graph run at most",
            byDefault = "" + ScoringLimits.DEFAULT_BATCH_SIZE)
        int scoringBatchSize,
    @Setting(
            value =
                "recommendations that wait to be scored at most (eight times as many calls for a thread); more are refused",
            byDefault = "" + ScoringLimits.DEFAULT_QUEUE_SIZE)
        int scoringQueueSize,
    @Setting(
            value = "a recommendation that would wait longer is refused",
            byDefault = ScoringLimits.DEFAULT_QUEUE_DELAY_MILLIS + "ms")
        Duration scoringQueueDelay,
    @Setting(
            value =
                "catalogues of at least so many items are ranked by an approximate index, built when a version is published, and say so (`approximate`); 0 never",
            byDefault = "" + IndexSettings.DEFAULT_THRESHOLD)
        int indexThreshold,
    @Setting(
            value =
                "the share of the exact ten best items that the index is to find; a version whose index does not is ranked exactly",
            byDefault = "" + IndexSettings.DEFAULT_RECALL)
        double indexRecall) {
  ScoringLimits limits() {
    return new ScoringLimits(scoringBatchSize, scoringQueueSize, scoringQueueDelay);
  }

  IndexSettings index() {
    return new IndexSettings(indexThreshold, indexRecall);
  }
}
