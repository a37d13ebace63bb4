package io.emkd.storage.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.training.TrainingBasis;
import io.emkd.domain.training.TrainingData;
import io.emkd.domain.training.TrainingProgress;
import io.emkd.storage.artifact.local.LocalArtifacts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDataTest {
  private static final TrainingBasis BASIS = new TrainingBasis("abc", Preset.SMALL.configuration());

  @TempDir Path root;
  private ArtifactTrainingDataStore store;
  private ArtifactCheckpointStore checkpoints;

  @BeforeEach
  void open() {
    store = new ArtifactTrainingDataStore(new LocalArtifacts(root, Sharing.ONE_PROCESS));
    checkpoints = new ArtifactCheckpointStore(new LocalArtifacts(root, Sharing.ONE_PROCESS));
  }

  private static TrainingData data() {
    return new TrainingData(
        new Dataset(
            new DatasetDefinition("shop", 5),
            new ItemCatalogue(
                List.of(
                    new Item("a", "A", List.of("red")), new Item("b", "", List.of("blue", "red"))),
                List.of("blue")),
            List.of("anna", "berta", "carl"),
            List.of(new int[] {1, 2, 1}, new int[] {}, new int[] {2})),
        "f1",
        "import-1");
  }

  @Test
  void whatWasKeptIsReadByAnotherProcessWithoutTheIdsOfUsers() throws Exception {
    store.save("t", data());
    open();
    TrainingData found = store.find("t").orElseThrow();
    assertThat(found.fingerprint()).isEqualTo("f1");
    assertThat(found.importId()).isEqualTo("import-1");
    assertThat(found.dataset().definition()).isEqualTo(data().dataset().definition());
    assertThat(found.dataset().catalogue().items()).isEqualTo(data().dataset().catalogue().items());
    assertThat(found.dataset().catalogue().attributeNames()).containsExactly("blue", "red");
    assertThat(found.dataset().summary()).isEqualTo(data().dataset().summary());
    assertThat(found.dataset().sequences())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(new int[] {1, 2, 1}, new int[] {}, new int[] {2});
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("berta");
      }
    }
    assertThat(store.trainings()).containsExactly("t");
    store.drop("t");
    assertThat(store.find("t")).isEmpty();
    assertThat(store.trainings()).isEmpty();
    assertThat(found.dataset().sequences().get(0)).as("who reads it goes on").hasSize(3);
  }

  @Test
  void damagedDataAreNamedWithoutAPathOfTheServerAndCanBeKeptAgain() throws Exception {
    store.save("t", data());
    Path sequences = root.resolve("t/data/1/sequences.bin");
    byte[] bytes = Files.readAllBytes(sequences);
    bytes[bytes.length - 1]++;
    Files.write(sequences, bytes);
    assertThatThrownBy(() -> store.find("t"))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("training 't'")
        .hasMessageContaining("trainings/t/data/1")
        .hasMessageNotContaining(root.toString());
    store.save("t", data());
    assertThat(store.find("t")).isPresent();
  }

  @Test
  void aCheckpointOfOtherDataOrAnotherConfigurationIsRefusedBeforeItIsApplied() {
    checkpoints.save("t", BASIS, TrainingProgress.START, directory -> {});
    assertThat(checkpoints.basis("t")).contains(BASIS);
    assertThat(checkpoints.restoreNewest("t", BASIS, directory -> {}))
        .contains(TrainingProgress.START);
    refuses(new TrainingBasis("other", BASIS.configuration()))
        .hasMessage(
            "checkpoint t/checkpoints/000000000000 was made from data of fingerprint abc, not"
                + " other; train anew");
    refuses(new TrainingBasis("abc", Preset.BEAUTY.configuration()))
        .hasMessageContainingAll("made from dropout 0.2, not 0.3", "hidden_size 64, not 256")
        .hasMessageNotContainingAny("fingerprint", "heads");
  }

  private AbstractThrowableAssert<?, ?> refuses(TrainingBasis other) {
    return assertThatThrownBy(
            () ->
                checkpoints.restoreNewest(
                    "t",
                    other,
                    directory -> {
                      throw new AssertionError("applied");
                    }))
        .isInstanceOf(UnmetPreconditionException.class);
  }

  @Test
  void aCheckpointOfAnOlderReleaseSaysNothing() throws Exception {
    checkpoints.save("t", BASIS, TrainingProgress.START, directory -> {});
    Path checkpoint = root.resolve("t/checkpoints/000000000000");
    Files.delete(checkpoint.resolve("basis.json"));
    Files.delete(checkpoint.resolve("checksums.json"));
    assertThat(checkpoints.exists("t")).isTrue();
    assertThat(checkpoints.basis("t")).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> checkpoints.restoreNewest("t", BASIS, directory -> {}))
        .isInstanceOf(UnmetPreconditionException.class);
  }

  @Test
  void startsAreCountedAcrossProcessesUntilOneSurvives() {
    checkpoints.save("t", BASIS, TrainingProgress.START, directory -> {});
    assertThat(checkpoints.started("t")).isEqualTo(1);
    open();
    assertThat(checkpoints.started("t")).isEqualTo(2);
    checkpoints.survived("t");
    open();
    assertThat(checkpoints.started("t")).isEqualTo(1);
  }
}
