package io.emkd.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.storage.artifact.ArtifactModelStore;
import io.emkd.storage.artifact.Sharing;
import io.emkd.storage.artifact.SmallModel;
import io.emkd.storage.artifact.local.LocalArtifacts;
import io.emkd.storage.disk.Checksums;
import io.emkd.storage.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBackupTest {
  @TempDir Path folder;
  private Path data;
  private Path backup;
  private Path restored;

  @BeforeEach
  void prepare() {
    data = folder.resolve("data");
    backup = folder.resolve("backup");
    restored = folder.resolve("restored");
    SqliteDatabase.open(data.resolve("emkd.sqlite")).close();
  }

  private static ArtifactModelStore models(Path data) {
    return new ArtifactModelStore(new LocalArtifacts(data.resolve("models"), Sharing.ONE_PROCESS));
  }

  private BackupContents backUp(Path target) {
    return EmbeddedBackup.write(data, data, target, Clock.systemUTC());
  }

  private static int publish(ArtifactModelStore store) {
    return SmallModel.publish(store, SmallModel.manifest("films", Map.of())).version();
  }

  @Test
  void whileVersionsComeServeAndGoEveryBackupHasTheOneThatServes() throws Exception {
    ArtifactModelStore store = models(data);
    publish(store);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> changing =
        CompletableFuture.runAsync(
            () -> {
              while (!stop.get()) {
                int version = publish(store);
                store.serve("films", version);
                store.delete(new ModelReference("films", version - 1));
              }
            });
    try {
      for (int time = 0; time < 15; time++) {
        Path target = folder.resolve("backup" + time);
        BackupContents contents = backUp(target);
        assertThat(contents.damaged()).isEmpty();
        Path to = folder.resolve("restored" + time);
        EmbeddedRestore.read(target, to, to);
        ArtifactModelStore back = models(to);
        int serving = back.routing("films").serving();
        assertThat(contents.versions()).contains("films@" + serving);
        assertThat(back.find(ModelReference.parse("films")).manifest().version())
            .isEqualTo(serving);
        assertThat(back.list()).extracting(ModelManifest::version).contains(serving);
        assertThat(back.damaged()).isEmpty();
      }
    } finally {
      stop.set(true);
      changing.join();
    }
  }

  @Test
  void ofATrainingTheBestWeightsAreAsNewAsTheCheckpoint() throws IOException {
    Path training = data.resolve("trainings/t1");
    for (String part : new String[] {"checkpoints/000000000010", "best/000000002", "data/1"}) {
      Path directory = Files.createDirectories(training.resolve(part));
      Files.writeString(directory.resolve("variables"), part);
      Checksums.write(directory);
    }
    Files.createDirectories(training.resolve("checkpoints/.unfinished-x"));
    Files.writeString(training.resolve("starts.txt"), "1");
    assertThat(backUp(backup).trainings()).containsExactly("t1");
    EmbeddedRestore.read(backup, restored, restored);
    Path back = restored.resolve("trainings/t1");
    assertThat(back.resolve("checkpoints/000000000010/variables")).exists();
    assertThat(back.resolve("best/000000002/variables")).exists();
    assertThat(back.resolve("data/1/variables")).hasContent("data/1");
    assertThat(back.resolve("starts.txt")).hasContent("1");
    assertThat(back.resolve("checkpoints/.unfinished-x")).doesNotExist();
  }

  @Test
  void whatIsDamagedInTheStoreIsNamedAndTakesNothingElseWithIt() throws IOException {
    ArtifactModelStore store = models(data);
    publish(store);
    publish(store);
    Files.writeString(data.resolve("models/films/1/items.json"), "[]");
    BackupContents contents = backUp(backup);
    assertThat(contents.versions()).containsExactly("films@1", "films@2");
    assertThat(contents.damaged()).singleElement().asString().contains("films/1/items.json");
  }

  @Test
  void overDataNothingIsRestored() throws IOException {
    publish(models(data));
    backUp(backup);
    assertThatThrownBy(() -> EmbeddedRestore.read(backup, data, data))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining(data.toString())
        .hasMessageContaining("emkd.sqlite");
    Path other = Files.createDirectories(restored);
    Files.writeString(other.resolve("letter"), "dear");
    assertThatThrownBy(() -> EmbeddedRestore.read(backup, other, other))
        .hasMessageContaining("letter")
        .hasMessageContaining("nothing was restored");
    assertThat(other).isDirectoryNotContaining("glob:**emkd*");
  }

  @Test
  void aRestorationThatWasInterruptedBeginsAnew() throws IOException {
    publish(models(data));
    backUp(backup);
    Path left = Files.createDirectories(restored.resolve(".unfinished-restore/models/other/1"));
    Files.writeString(left.resolve("half"), "x");
    EmbeddedRestore.read(backup, restored, restored);
    assertThat(restored.resolve("models/films/1/manifest.json")).exists();
    assertThat(restored.resolve("models/other")).doesNotExist();
    assertThat(restored.resolve(".unfinished-restore")).doesNotExist();
  }

  @Test
  void aBackupThatChangedSinceIsRefusedByTheNameOfTheFile() throws IOException {
    publish(models(data));
    backUp(backup);
    Files.writeString(backup.resolve("models/films/1/items.json"), "[]");
    assertThatThrownBy(() -> EmbeddedRestore.read(backup, restored, restored))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("models/films/1/items.json");
    assertThat(restored).doesNotExist();
  }

  @Test
  void whatIsNoStoreOrNoBackupIsToldByItsName() throws IOException {
    assertThatThrownBy(() -> EmbeddedBackup.write(folder, folder, backup, Clock.systemUTC()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("emkd.sqlite");
    assertThatThrownBy(() -> EmbeddedRestore.read(data, restored, restored))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(data.toString());
    Files.createDirectories(backup);
    assertThatThrownBy(() -> backUp(backup)).isInstanceOf(AlreadyExistsException.class);
  }
}
