package io.emkd.domain.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.DatasetFingerprint;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnmetPreconditionException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedTrainingTest {
  private static final TrainingRequest REQUEST = TrainingShop.request("m", 3);
  private static final Cancellation NEVER = new Cancellation(() -> false);

  @TempDir Path folder;
  private TrainingShop shop;
  private TrainingShop.Told uninterrupted;

  @BeforeEach
  void train() throws InterruptedException {
    uninterrupted = new TrainingShop(folder).run("whole", REQUEST, NEVER);
    shop = new TrainingShop(folder);
  }

  /** Stops the training {@code t} after its fourth step, in the middle of an epoch. */
  private void interrupt() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    shop.beforeStep = step -> stop.set(step == 3);
    shop.run("t", REQUEST, new Cancellation(stop::get));
    shop.beforeStep = step -> {};
  }

  private String fingerprint() {
    return DatasetFingerprint.of(CoreFilter.apply(shop.datasets.load("shop")));
  }

  private void assertGoesOn() throws InterruptedException {
    shop.ensemble().checkResumable("t", REQUEST);
    TrainingShop.Told resumed = shop.run("t", REQUEST, NEVER);
    assertThat(resumed.firstStep).isEqualTo(4);
    assertThat(uninterrupted.losses).containsAllEntriesOf(resumed.losses);
    assertThat(uninterrupted.meanLosses).containsAllEntriesOf(resumed.meanLosses);
    assertThat(resumed.losses).containsKey((long) uninterrupted.losses.size());
    assertThat(shop.models.published).hasSize(1);
  }

  @Test
  void eventsThatCameBetweenWaitForTheNextTrainingAndTheManifestSaysWhatWasTrainedOn()
      throws InterruptedException {
    String before = fingerprint();
    interrupt();
    shop.datasets.sequences.set(0, new int[] {0, 1, 2, 3, 4, 5, 12});
    shop.datasets.sequences.add(new int[] {1, 2, 3, 4});

    assertGoesOn();

    assertThat(shop.models.published.get(0).datasetFingerprint()).isEqualTo(before);
    shop.run("next", TrainingShop.request("other", 1), NEVER);
    assertThat(shop.models.published.get(1).datasetFingerprint()).isEqualTo(fingerprint());
  }

  @Test
  void otherDataOfTheSameNameAreRefusedAndBothFingerprintsNamed() throws InterruptedException {
    String before = fingerprint();
    interrupt();
    shop.datasets.importId = "second";
    shop.datasets.sequences.remove(0);

    assertThatThrownBy(() -> shop.ensemble().checkResumable("t", REQUEST))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("dataset 'shop'")
        .hasMessageContaining(before)
        .hasMessageContaining(fingerprint())
        .hasMessageContaining("train anew");
    assertThatThrownBy(() -> shop.ensemble().run("t", REQUEST, event -> {}, NEVER))
        .as("an import may come after the check as well")
        .isInstanceOf(UnmetPreconditionException.class);
    assertThat(shop.models.published).isEmpty();
  }

  @Test
  void theSameDataImportedAgainAreNoReasonToStop() throws InterruptedException {
    interrupt();
    shop.datasets.importId = "second";
    assertGoesOn();
  }

  @Test
  void aDatasetThatIsGoneIsNoReasonToStop() throws InterruptedException {
    interrupt();
    shop.datasets.gone = true;
    assertGoesOn();
  }

  @Test
  void dataThatWereNotKeptAreTakenFromTheDatasetIfTheCheckpointSaysThatTheyAreTheSame()
      throws InterruptedException {
    interrupt();
    shop.data.drop("t");
    assertGoesOn();
  }

  @Test
  void dataThatWereNotKeptAndAreOthersNowAreRefused() throws InterruptedException {
    String before = fingerprint();
    interrupt();
    shop.data.drop("t");
    shop.datasets.sequences.add(new int[] {1, 2, 3, 4});
    assertThatThrownBy(() -> shop.ensemble().checkResumable("t", REQUEST))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining(before)
        .hasMessageContaining(fingerprint());
  }

  @Test
  void aCheckpointThatDoesNotSayWhatItWasMadeFromIsRefused() throws InterruptedException {
    interrupt();
    shop.data.drop("t");
    shop.checkpoints.forgetBases("t");
    assertThatThrownBy(() -> shop.ensemble().checkResumable("t", REQUEST))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("do not say what data they were made from");
  }

  @Test
  void damagedDataAreCopiedAgainFromTheSameDatasetElseNamed() throws InterruptedException {
    interrupt();
    shop.data.damaged = true;
    shop.datasets.sequences.add(new int[] {1, 2, 3, 4});
    assertThatThrownBy(() -> shop.ensemble().checkResumable("t", REQUEST))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("the data of t are damaged");
    shop.datasets.sequences.remove(shop.datasets.sequences.size() - 1);
    assertGoesOn();
  }

  /** Between steps, before, in and after validations, while it writes: wherever it is asked. */
  @Test
  void aTrainingStoppedAnywhereLosesNoStepAndGoesOnWithTheSameLosses() throws InterruptedException {
    boolean ended = false;
    for (int asked = 1; !ended; asked++) {
      shop = new TrainingShop(folder);
      AtomicInteger left = new AtomicInteger(asked);
      TrainingShop.Told before =
          shop.run("t", REQUEST, new Cancellation(() -> left.decrementAndGet() <= 0));
      ended = !shop.models.published.isEmpty();
      if (ended) {
        break;
      }
      TrainingShop.Told after = shop.run("t", REQUEST, NEVER);
      assertThat(after.firstStep)
          .as("asked %d times", asked)
          .isEqualTo(before.losses.keySet().stream().mapToLong(s -> s).max().orElse(0));
      before.losses.putAll(after.losses);
      before.meanLosses.putAll(after.meanLosses);
      assertThat(before.losses).as("asked %d times", asked).isEqualTo(uninterrupted.losses);
      assertThat(before.meanLosses).as("asked %d", asked).isEqualTo(uninterrupted.meanLosses);
      assertThat(shop.models.published).hasSize(1);
    }
  }

  @Test
  void aCancelledTrainingDropsItsStepAndWritesNoCheckpointForIt() throws InterruptedException {
    Cancellation cancellation = new Cancellation(() -> false);
    shop.beforeStep = step -> cancelAtFourth(step, cancellation);
    shop.run("t", REQUEST, cancellation);
    assertThat(shop.checkpoints.steps("t")).containsExactly(3L);
  }

  private static void cancelAtFourth(long step, Cancellation cancellation) {
    if (step == 3) {
      cancellation.request();
    }
  }

  @Test
  void aTrainingThatEndedItsServerThreeTimesWithoutACheckpointIsNotStartedAgainByItself()
      throws InterruptedException {
    for (int crash = 0; crash < 3; crash++) {
      shop.checkpoints.started("t");
    }
    assertThatThrownBy(() -> shop.ensemble().run("t", REQUEST, event -> {}, NEVER))
        .hasMessageContaining("3 times");
    // Whoever resumes it wants it once more.
    assertThat(shop.run("t", REQUEST, NEVER).losses).isEqualTo(uninterrupted.losses);
  }
}
