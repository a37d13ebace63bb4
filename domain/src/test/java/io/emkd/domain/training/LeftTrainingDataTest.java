package io.emkd.domain.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.ShopDatasets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeftTrainingDataTest {
  private final MemoryTrainingData data = new MemoryTrainingData();
  private final MemoryJournal journal = new MemoryJournal();

  private void kept(String id) {
    data.save(
        id, new TrainingData(CoreFilter.apply(new ShopDatasets().load("shop")), "print", "first"));
  }

  private void recorded(String id, TrainingState state) {
    journal.put(
        new TrainingRecord(
            id, TrainingShop.request("m", 1), state, Instant.EPOCH, Instant.EPOCH, ""));
  }

  @Test
  void whatSucceededOrNeverCameToTheJournalIsDroppedAndWhatMayStillComeOrGoOnStays() {
    LeftTrainingData left = new LeftTrainingData(data, journal);
    left.sweep();
    kept("succeeded");
    recorded("succeeded", TrainingState.SUCCEEDED);
    kept("failed");
    recorded("failed", TrainingState.FAILED);
    kept("about to come");
    kept("lost");

    left.sweep();
    assertThat(data.trainings()).containsExactlyInAnyOrder("failed", "about to come", "lost");

    recorded("about to come", TrainingState.QUEUED);
    left.sweep();
    assertThat(data.trainings()).containsExactlyInAnyOrder("failed", "about to come");
  }
}
