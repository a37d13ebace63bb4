package io.emkd.domain.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.dataset.ShopDatasets;
import io.emkd.domain.ensemble.CheckpointFormat;
import io.emkd.domain.ensemble.ForeignNetwork;
import io.emkd.domain.ensemble.LoadingEngine;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.registry.MemoryModels;
import io.emkd.domain.registry.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks from elsewhere, beside a dataset whose items are i0 to i8. */
class ImportModelTest {
  private static final ImportModel.Request REQUEST =
      new ImportModel.Request("films", "shop", CheckpointFormat.RECBOLE);

  @TempDir private Path folder;
  private final ShopDatasets datasets = new ShopDatasets();
  private final MemoryModels models = new MemoryModels();
  private final List<int[][]> exported = new ArrayList<>();
  private boolean closed;

  private final class Network implements ForeignNetwork {
    @Override
    public EnsembleConfiguration configuration() {
      return new EnsembleConfiguration(EncoderKind.GRU4REC, 4, 3, 1, 1, 1, 0);
    }

    @Override
    public int itemCount() {
      return 8;
    }

    @Override
    public int epoch() {
      return 7;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("recbole_model", "GRU4Rec");
    }

    @Override
    public void saveWeights(Path directory) {
      assertThat(directory).isEqualTo(folder);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final ImportModel importModel =
      new ImportModel(
          (format, name, file) -> new Network(),
          datasets,
          new LoadingEngine() {
            @Override
            public TrainedEnsemble load(Path from, EnsembleConfiguration shape, int items) {
              throw new UnsupportedOperationException();
            }

            @Override
            public void export(
                Path weights,
                EnsembleConfiguration shape,
                int items,
                int[][] sampleInputs,
                Path target) {
              exported.add(sampleInputs);
            }
          },
          models,
          Clock.systemUTC());

  private List<NamedFile> files(String... ids) throws IOException {
    return List.of(
        new NamedFile("network.pth", folder.resolve("network.pth")),
        new NamedFile("items.txt", Files.write(folder.resolve("items.txt"), List.of(ids))));
  }

  private static String[] reversed() {
    return IntStream.rangeClosed(1, 8).mapToObj(i -> "i" + (9 - i)).toArray(String[]::new);
  }

  @Test
  void historiesAndPopularityAreInTheNumbersOfTheNetwork() throws IOException {
    ModelManifest manifest = importModel.run(REQUEST, files(reversed()), folder, () -> false);

    assertThat(manifest.isImported()).isTrue();
    assertThat(manifest.epoch()).isEqualTo(7);
    assertThat(manifest.environment())
        .containsEntry("imported_from", "recbole")
        .containsEntry("recbole_model", "GRU4Rec");
    // The first user has i0 to i5; the network does not know i0, and its i1 is 8.
    assertThat(manifest.datasetSummary().items()).isEqualTo(8);
    assertThat(manifest.datasetSummary().interactions()).isEqualTo(28);
    assertThat(exported).hasSize(1);
    assertThat(exported.get(0)[0]).containsExactly(7, 6, 9);
    assertThat(closed).isTrue();
  }

  @Test
  void itemsThatTheDatasetDoesNotKnowAreRefusedByName() throws IOException {
    String[] ids = reversed();
    ids[2] = "x";
    List<NamedFile> files = files(ids);

    assertThatThrownBy(() -> importModel.run(REQUEST, files, folder, () -> false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("items of items.txt is 1 of 8 unknown to dataset 'shop': 'x'");
    assertThat(models.published).isEmpty();
    assertThat(closed).isTrue();
  }

  @Test
  void aFileOfTooManyBytesForItsLinesIsNotRead() throws IOException {
    List<NamedFile> files = files("i".repeat(10_000));

    assertThatThrownBy(() -> importModel.run(REQUEST, files, folder, () -> false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the lines of items.txt is more than can be: 10001 bytes");
  }

  @Test
  void whatNobodyWaitsForAnyLongerIsNotPublished() throws IOException {
    List<NamedFile> files = files(reversed());

    assertThatThrownBy(() -> importModel.run(REQUEST, files, folder, () -> true))
        .isInstanceOf(CancellationException.class);
    assertThat(models.published).isEmpty();
  }

  @Test
  void itTakesTwoFilesAndTheNameOfAModel() throws IOException {
    List<NamedFile> one = files(reversed()).subList(0, 1);

    assertThatThrownBy(() -> importModel.run(REQUEST, one, folder, () -> false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("piece.file is 1 files but must be those of two files");
    assertThatThrownBy(() -> new ImportModel.Request("Films@1", "shop", CheckpointFormat.RECBOLE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model is 'Films@1'");
  }
}
