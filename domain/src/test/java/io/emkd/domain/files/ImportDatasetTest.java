package io.emkd.domain.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.UnmetPreconditionException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ImportDatasetTest {
  private final OneDataset datasets = new OneDataset();

  private ImportDataset.Report run(
      Consumer<DatasetStore.Sink> content, ReadSummary summary, BooleanSupplier cancelled) {
    return new ImportDataset(datasets, new FilesInMemory(content, summary))
        .run(
            new FileImport(
                new DatasetDefinition("shop", 2),
                ReadOptions.of(FileFormat.DELIMITED, ColumnNames.DEFAULT),
                ImportOptions.DEFAULT),
            List.of(),
            cancelled);
  }

  @Test
  void theReportTellsTheSizeBeforeAndAfterTheCoreFilter() {
    ImportDataset.Report report =
        run(
            sink -> {
              for (String user : List.of("u", "v")) {
                sink.interaction(new Interaction(user, "a", 1));
                sink.interaction(new Interaction(user, "b", 2));
              }
              sink.interaction(new Interaction("once", "a", 1));
              sink.item(new Item("a", "A", List.of("red", "round")));
              sink.item(new Item("never", "", List.of("red")));
            },
            ReadSummary.NOTHING,
            () -> false);
    assertThat(report.raw()).isEqualTo(new DatasetSummary(3, 3, 5, 2));
    assertThat(report.filtered()).isEqualTo(new DatasetSummary(2, 2, 4, 2));
    assertThat(report.read()).isEqualTo(ReadSummary.NOTHING);
  }

  @Test
  void filesWithoutAnInteractionAreRefusedWithWhatWasLeftOutAndReplaceNothing() {
    run(sink -> sink.interaction(new Interaction("u", "i", 1)), ReadSummary.NOTHING, () -> false);
    ReadSummary summary =
        new ReadSummary(
            1, 1, 0, 0, 7, new SkippedLines(4, List.of("first", "second", "third", "fourth")));
    assertThatThrownBy(
            () -> run(sink -> sink.item(new Item("i", "", List.of())), summary, () -> false))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining(
            "the files hold no interaction: bad lines, all skipped: 4; first; second; third;"
                + " rows that 'where' leaves out: 7");
    assertThat(datasets.history("shop", "u")).containsExactly("i");
  }

  @Test
  void aCancelledImportStopsBeforeTheNextThingThatIsRead() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    assertThatThrownBy(
            () ->
                run(
                    sink -> {
                      for (int i = 0; i < 10; i++) {
                        sink.interaction(new Interaction("u", "i" + i, i));
                        read.incrementAndGet();
                      }
                    },
                    ReadSummary.NOTHING,
                    () -> asked.incrementAndGet() > 3))
        .isInstanceOf(CancellationException.class);
    assertThat(read).hasValue(3);
    assertThat(datasets.list()).isEmpty();
  }
}
