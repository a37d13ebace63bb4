package io.emkd.storage.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.Preset;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifact.Kind;
import io.emkd.domain.error.DamagedArtifacts;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.training.TrainingBasis;
import io.emkd.domain.training.TrainingProgress;
import io.emkd.storage.artifact.local.LocalArtifacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A newest checkpoint that cannot be read: it is named, and the one before is gone on from. */
class DamagedCheckpointTest {
  private static final TrainingBasis BASIS = new TrainingBasis("abc", Preset.SMALL.configuration());
  private static final String NEWEST = "t/checkpoints/000000000002";

  @TempDir Path root;
  private final DamagedArtifacts damaged = new DamagedArtifacts();

  @BeforeEach
  void twoCheckpoints() {
    save(store(), 1);
    save(store(), 2);
  }

  private ArtifactCheckpointStore store() {
    return new ArtifactCheckpointStore(new LocalArtifacts(root, Sharing.ONE_PROCESS), damaged);
  }

  private static void save(ArtifactCheckpointStore store, long step) {
    store.save(
        "t",
        BASIS,
        new TrainingProgress(step, 0, Map.of(), 0, 0, 0),
        DamagedCheckpointTest::weights);
  }

  private static void weights(Path directory) {
    try {
      Files.write(directory.resolve("variables.data"), new byte[1000]);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Optional<Long> restored() {
    return store().restoreNewest("t", BASIS, directory -> {}).map(TrainingProgress::step);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void whateverIsDamagedOfTheNewestTheOneBeforeIsRestored(Damage damage) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root.resolve(NEWEST))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).hasSize(4);
    for (Path file : files) {
      if (file.endsWith("checksums.json")) {
        continue;
      }
      damage.to(file);
      assertThat(restored()).as(file.toString()).contains(1L);
      assertThat(damaged.list(Kind.CHECKPOINT))
          .singleElement()
          .extracting(DamagedArtifact::name)
          .isEqualTo(NEWEST);
      save(store(), 2);
      assertThat(restored()).contains(2L);
      assertThat(damaged.list(Kind.CHECKPOINT)).isEmpty();
    }
  }

  @Test
  void aProgressThatIsDamagedIsFoundAlsoWhereNoChecksumsTell() throws IOException {
    Path progress = root.resolve(NEWEST).resolve("progress.json");
    String whole = Files.readString(progress);
    Files.delete(root.resolve(NEWEST).resolve("checksums.json"));
    assertThat(restored()).contains(2L);
    for (String torn :
        List.of(
            "",
            "null",
            "[]",
            whole.replace("\"step\":2", "\"step\":1"),
            whole.replace("\"step\":2", "\"step\":null"),
            whole.replace("{}", "null"),
            whole + whole)) {
      Files.writeString(progress, torn);
      assertThat(restored()).as(torn).contains(1L);
    }
  }

  @Test
  void whatIsNoCheckpointIsNeitherRestoredNorCounted() throws IOException {
    for (String foreign : List.of("lost+found", "zzz", ".Trash")) {
      Files.createDirectories(root.resolve("t/checkpoints").resolve(foreign));
      Files.createDirectories(root.resolve("t/best").resolve(foreign));
    }
    for (int step = 3; step <= 6; step++) {
      save(store(), step);
    }
    assertThat(restored()).contains(6L);
    assertThat(Files.exists(root.resolve("t/checkpoints/000000000004"))).isTrue();
    assertThat(store().best("t")).isEmpty();
    store().saveBest("t", DamagedCheckpointTest::weights);
    assertThat(store().best("t")).isPresent();
    assertThat(damaged.list(Kind.CHECKPOINT)).isEmpty();
  }

  @Test
  void aStoreThatIsAwayIsNoDamageAndNothingOlderIsTaken() {
    List<Path> tried = new ArrayList<>();
    assertThatThrownBy(
            () ->
                store()
                    .restoreNewest(
                        "t",
                        BASIS,
                        directory -> {
                          tried.add(directory);
                          throw new UnavailableException("away", Duration.ofSeconds(1), null);
                        }))
        .isInstanceOf(UnavailableException.class);
    assertThat(tried).hasSize(1);
    assertThat(damaged.list(Kind.CHECKPOINT)).isEmpty();
  }

  @Test
  void oneThatTheEngineRefusesIsNamedToo() {
    assertThat(
            store()
                .restoreNewest(
                    "t",
                    BASIS,
                    directory -> {
                      if (directory.endsWith("000000000002")) {
                        throw new CorruptArtifactException("of another shape", null);
                      }
                    }))
        .map(TrainingProgress::step)
        .contains(1L);
    assertThat(damaged.list(Kind.CHECKPOINT).get(0).reason()).contains("of another shape");
  }
}
