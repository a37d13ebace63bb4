package io.emkd.domain.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.error.NotFoundException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExportDatasetTest {
  private static final WriteOptions RECBOLE = new WriteOptions(FileFormat.RECBOLE, " ");
  private static final Path DIRECTORY = Path.of("export");

  private final OneDataset datasets = new OneDataset();
  private final FilesInMemory files = new FilesInMemory(sink -> {}, ReadSummary.NOTHING);
  private final ExportDataset export = new ExportDataset(datasets, files);

  @BeforeEach
  void keepADataset() {
    datasets.replace(
        new DatasetDefinition("shop", 0),
        sink -> {
          for (int i = 0; i < 10; i++) {
            sink.interaction(new Interaction("u", "i" + i, i));
          }
        });
  }

  @Test
  void whatWasWrittenIsGiven() {
    assertThat(export.run("shop", RECBOLE, DIRECTORY, () -> false))
        .containsExactly(DIRECTORY.resolve("shop"));
  }

  @Test
  void aDatasetThatIsNotThereOpensNoFileWhateverPathItsNameIs() {
    assertThatThrownBy(() -> export.run("../../shop", RECBOLE, DIRECTORY, () -> false))
        .isInstanceOf(NotFoundException.class);
    assertThat(files.written).isEmpty();
  }

  @Test
  void aCancelledExportStopsBeforeTheNextThingThatIsWritten() {
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () -> export.run("shop", RECBOLE, DIRECTORY, () -> asked.incrementAndGet() > 3))
        .isInstanceOf(CancellationException.class);
    assertThat(asked).hasValue(4);
  }
}
