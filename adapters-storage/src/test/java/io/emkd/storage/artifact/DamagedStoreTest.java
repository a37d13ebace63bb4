package io.emkd.storage.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.error.DamagedArtifact.Kind;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.storage.artifact.local.LocalArtifacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One damaged thing among models that are whole. */
class DamagedStoreTest {
  private static final ModelReference GOOD = new ModelReference("good", 1);
  private static final ModelReference BAD = new ModelReference("bad", 2);
  private static final ModelReference OTHER = new ModelReference("bad", 1);

  @TempDir Path root;

  @BeforeEach
  void publish() {
    ArtifactModelStore store = store();
    publish(store, "good");
    publish(store, "bad");
    publish(store, "bad");
  }

  private ArtifactModelStore store() {
    return new ArtifactModelStore(new LocalArtifacts(root, Sharing.ONE_PROCESS));
  }

  private static ModelManifest publish(ArtifactModelStore store, String name) {
    return SmallModel.publish(store, SmallModel.manifest(name, Map.of("NDCG@10", 0.5)));
  }

  static Stream<Arguments> everyFileInEveryWay() {
    return Stream.of(
            "manifest.json",
            "items.json",
            "popularity.json",
            "checksums.json",
            "saved_model/variables/data")
        .flatMap(file -> Stream.of(Damage.values()).map(damage -> arguments(file, damage)))
        // A version of a server that recorded none has no checksums.
        .filter(a -> !a.get()[0].equals("checksums.json") || (a.get()[1] != Damage.MISSING));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("everyFileInEveryWay")
  void aDamagedVersionIsRefusedByItsFilesNameAndTheOthersAreFound(String file, Damage damage)
      throws IOException {
    damage.to(root.resolve("bad/2").resolve(file));
    ArtifactModelStore store = store();

    assertThat(store.list()).extracting(ModelManifest::name).contains("good", "bad");
    assertThat(store.find(GOOD).manifest().name()).isEqualTo("good");
    assertThat(store.find(OTHER).manifest().version()).isEqualTo(1);
    assertThat(store.version(new ModelReference("bad", 0))).isEqualTo(1);
    assertThatThrownBy(() -> store.find(BAD))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining(damage == Damage.A_LOOP_OF_LINKS ? "bad/2" : "bad/2/" + file)
        .message()
        .doesNotContain(root.toString())
        .hasSizeLessThan(500);
    if (file.equals("manifest.json")) {
      assertThat(store.damaged())
          .extracting(DamagedArtifact::kind, DamagedArtifact::name)
          .containsExactly(tuple(Kind.VERSION, "bad@2"));
      assertThat(store.damaged().get(0).reason()).contains("bad/2/manifest.json");
      assertThat(store.list()).extracting(ModelManifest::version).containsExactly(1, 1);
    }

    assertThat(publish(store, "bad").version()).as("the number stays taken").isEqualTo(3);
    store.delete(BAD);
    store.list();
    assertThat(store.damaged()).isEmpty();
    assertThatThrownBy(() -> store.find(BAD)).isInstanceOf(NotFoundException.class);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void withADamagedRoutingNoVersionIsGuessedUntilOneIsPromoted(Damage damage) throws IOException {
    store().serve("bad", 2);
    damage.to(root.resolve("bad/routing.json"));
    ArtifactModelStore store = store();

    assertThat(store.list()).hasSize(3);
    assertThat(store.find(new ModelReference("good", 0)).manifest().name()).isEqualTo("good");
    assertThat(store.find(BAD).manifest().version()).isEqualTo(2);
    for (String reference : List.of("bad", "bad@stable")) {
      assertThatThrownBy(() -> store.version(ModelReference.parse(reference)))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("bad/routing.json")
          .hasMessageContaining("promote one of bad@[1, 2]")
          .message()
          .doesNotContain(root.toString());
    }
    assertThatThrownBy(() -> store.route("bad", routing -> routing.labelling("stable", 1)))
        .isInstanceOf(CorruptArtifactException.class);
    assertThat(store.damaged())
        .extracting(DamagedArtifact::kind, DamagedArtifact::name)
        .containsExactly(tuple(Kind.ROUTING, "bad"));
    assertThat(publish(store, "bad").version()).isEqualTo(3);

    assertThat(store.serve("bad", 2).serving()).isEqualTo(2);
    assertThat(store.damaged()).isEmpty();
    assertThat(store().version(new ModelReference("bad", 0))).isEqualTo(2);
    assertThat(store().route("bad", routing -> routing.labelling("stable", 1)).labels())
        .containsEntry("stable", 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\u0001',
      value = {
        "\"name\":\"bad\";\"name\":\"good\";is that of good@2",
        "\"name\":\"bad\";\"name\":null;manifest.json",
        "\"version\":2;\"version\":1;is that of bad@1",
        "\"version\":2;\"version\":-1;version is -1",
        "\"version\":2;\"version\":1e400;manifest.json",
        "\"createTime\":\"1970-01-01T00:00:00Z\";\"createTime\":\"+1000000000-12-31T23:59:59Z\";create_time",
        "\"createTime\":\"1970-01-01T00:00:00Z\";\"createTime\":\"now\";manifest.json",
        "\"createTime\":\"1970-01-01T00:00:00Z\";\"createTime\":null;manifest.json",
        "\"dataset\":\"shop\";\"dataset\":\"../shop\";dataset",
        "\"maxLength\":;\"maxLength\":-;manifest.json",
        "\"networks\":;\"networks\":99;networks",
        "\"NDCG@10\":0.5;\"NDCG@10\":null;validation[0] is missing",
        "\"environment\":{};\"environment\":null;environment is missing",
        "\"loss\":{;\"loss\":null,\"other\":{;manifest.json",
        "\"epoch\":1;\"epoch\":null;manifest.json",
      })
  void aManifestOfAbsurdValuesIsDamaged(String good, String absurd, String named)
      throws IOException {
    change(root.resolve("bad/2/manifest.json"), good, absurd);
    ArtifactModelStore store = store();
    assertThat(store.list()).hasSize(2);
    assertThat(store.damaged())
        .singleElement()
        .extracting(DamagedArtifact::name)
        .isEqualTo("bad@2");
    assertThatThrownBy(() -> store.manifest(BAD))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining(named);
    change(root.resolve("bad/2/manifest.json"), absurd, good);
    assertThat(store.list()).as("one that was put right is seen").hasSize(3);
    assertThat(store.damaged()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\u0001',
      value = {
        "\"serving\":1;\"serving\":0",
        "\"serving\":1;\"serving\":-3",
        "\"serving\":1;\"serving\":null",
        "\"replaced\":[];\"replaced\":null",
        "\"replaced\":[];\"replaced\":[null]",
        "\"labels\":{};\"labels\":{\"stable\":null}",
        "\"labels\":{};\"labels\":{\"Not A Label\":1}",
        "\"highestDeleted\":0;\"highestDeleted\":2147483647",
        "\"canary\":null;\"canary\":{\"version\":2,\"share\":7}",
      })
  void aRoutingOfAbsurdValuesIsDamaged(String good, String absurd) throws IOException {
    change(root.resolve("bad/routing.json"), good, absurd);
    ArtifactModelStore store = store();
    assertThat(store.list()).hasSize(3);
    assertThatThrownBy(() -> store.routing("bad"))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("bad/routing.json");
    change(root.resolve("bad/routing.json"), absurd, good);
    assertThat(store.routing("bad").serving()).as("one that was put right is seen").isEqualTo(1);
    assertThat(store.damaged()).isEmpty();
  }

  private static void change(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replaceFirst(Pattern.quote(from), to));
  }

  @Test
  void aServingVersionThatIsNotThereIsReportedAndAnotherCanBePromoted() throws IOException {
    store().serve("bad", 2);
    Files.move(root.resolve("bad/2"), root.resolve("elsewhere"));
    ArtifactModelStore store = store();
    assertThat(store.list()).hasSize(2);
    assertThat(store.damaged())
        .singleElement()
        .satisfies(
            damaged -> {
              assertThat(damaged.kind()).isEqualTo(Kind.ROUTING);
              assertThat(damaged.reason()).contains("version 2 is to serve, which is not there");
            });
    assertThatThrownBy(() -> store.find(new ModelReference("bad", 0)))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("bad@2")
        .hasMessageContaining("[1]");
    store.serve("bad", 1);
    store.list();
    assertThat(store.damaged()).isEmpty();
  }

  @Test
  void whatHasNoModelsNameOrVersionsNumberIsNotLookedAt() throws IOException {
    for (String foreign :
        List.of("lost+found", ".Trash", "Upper", "with space", "bad/01", "bad/v3", "bad/0")) {
      Files.createDirectories(root.resolve(foreign));
      Files.writeString(root.resolve(foreign).resolve("manifest.json"), "{");
    }
    for (String foreign : List.of(".DS_Store", "notes", "bad/.DS_Store", "bad/3")) {
      Files.writeString(root.resolve(foreign), "text");
    }
    ArtifactModelStore store = store();
    assertThat(store.list()).hasSize(3);
    assertThat(store.damaged()).isEmpty();
    assertThatThrownBy(() -> store.routing("notes")).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> store.manifest(new ModelReference("bad", 3)))
        .isInstanceOf(NotFoundException.class);
    assertThat(publish(store, "bad").version()).isEqualTo(4);
  }

  @Test
  void itemsThatContradictThemselvesAreDamageAlsoWhereNoChecksumsTell() throws IOException {
    Files.delete(root.resolve("bad/2/checksums.json"));
    for (String items :
        List.of(
            "[null]",
            "[{\"id\":null,\"title\":\"\",\"attributes\":[]}]",
            "[{\"id\":\"a\",\"title\":null,\"attributes\":[]}]",
            "[{\"id\":\"a\",\"title\":\"\",\"attributes\":[null]}]",
            "[{\"id\":\"a\",\"title\":\"\",\"attributes\":[]},{\"id\":\"a\",\"title\":\"\",\"attributes\":[]}]")) {
      Files.writeString(root.resolve("bad/2/items.json"), items);
      assertThatThrownBy(() -> store().find(BAD))
          .as(items)
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("bad/2/items.json");
    }
    Files.writeString(
        root.resolve("bad/2/items.json"), "[{\"id\":\"a\",\"title\":\"\",\"attributes\":[]}]");
    for (String popularity : List.of("{\"counts\":[0]}", "{\"counts\":[0,-1]}", "{}")) {
      Files.writeString(root.resolve("bad/2/popularity.json"), popularity);
      assertThatThrownBy(() -> store().find(BAD))
          .as(popularity)
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("bad/2/popularity.json");
    }
  }

  @Test
  void theFirstOfOneVersionServesThoughItsPublisherDiedBeforeItSaidSo() throws IOException {
    Files.delete(root.resolve("good/routing.json"));
    ArtifactModelStore store = store();
    assertThat(store.version(new ModelReference("good", 0))).isEqualTo(1);
    publish(store, "good");
    assertThat(store.version(new ModelReference("good", 0))).isEqualTo(1);
    assertThat(store.damaged()).isEmpty();
  }
}
