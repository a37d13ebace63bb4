package io.emkd.storage.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.registry.ModelReference;
import io.emkd.storage.artifact.local.LocalArtifacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedModelTest {
  private static final ModelReference VERSION = new ModelReference("shop", 1);

  @TempDir Path root;
  private ArtifactModelStore store;

  @BeforeEach
  void publish() {
    store = new ArtifactModelStore(new LocalArtifacts(root, Sharing.ONE_PROCESS));
    SmallModel.publish(store, SmallModel.manifest("shop", Map.of()));
  }

  @Test
  void aWholeVersionIsFound() {
    assertThat(store.find(VERSION).popularity().counts()).containsExactly(0, 3);
    assertThat(store.find(VERSION).catalogue().item(1).title()).isEqualTo("A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"items.json", "popularity.json", "manifest.json", "saved_model/variables/data"})
  void oneFlippedBitIsRefusedByTheFilesName(String name) throws IOException {
    Path file = root.resolve("shop/1").resolve(name);
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    assertThatThrownBy(() -> store.find(VERSION))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("damaged");
  }

  @Test
  void aMissingFileIsRefusedByItsName() throws IOException {
    Files.delete(root.resolve("shop/1/saved_model/variables/data"));
    assertThatThrownBy(() -> store.find(VERSION))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("saved_model/variables/data is missing");
  }
}
