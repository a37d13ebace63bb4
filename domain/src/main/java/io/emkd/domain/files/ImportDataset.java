package io.emkd.domain.files;

import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.RawDataset;
import io.emkd.domain.error.UnmetPreconditionException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Replaces a dataset by what files hold and tells its size before and after the core filter.
 * Thread-safe.
 */
public final class ImportDataset {
  private static final System.Logger LOG = System.getLogger(ImportDataset.class.getName());

  private final DatasetStore datasets;
  private final DatasetFiles files;

  public ImportDataset(DatasetStore datasets, DatasetFiles files) {
    this.datasets = datasets;
    this.files = files;
  }

  /**
   * @param raw the size of what was read: items include those without interactions
   * @param filtered the size after the core filter
   * @param repeated interactions that have user, item and time of another one; they are kept
   * @param read what is to be told of the files' content besides
   */
  public record Report(
      DatasetSummary raw, DatasetSummary filtered, long repeated, ReadSummary read) {}

  /**
   * @param cancelled whether nobody wants it any more
   * @throws io.emkd.domain.error.InvalidInputException if a file is bad, naming it, the line and
   *     the reason; the dataset stays as it was
   * @throws UnmetPreconditionException if the files hold no interaction; the dataset stays as it
   *     was
   * @throws CancellationException if cancelled before the new content took the old one's place; the
   *     dataset stays as it was
   */
  public Report run(FileImport asked, List<NamedFile> named, BooleanSupplier cancelled) {
    String name = asked.definition().name();
    LOG.log(
        System.Logger.Level.INFO, "dataset " + name + " is imported of " + named.size() + " files");
    Content content = new Content(asked, named, cancelled);
    DatasetStore.Replaced replaced =
        datasets.replace(asked.definition(), content, asked.options(), cancelled);
    RawDataset raw = datasets.load(name);
    long count = raw.sequences().stream().mapToLong(s -> s.length).sum();
    LOG.log(
        System.Logger.Level.INFO,
        "dataset "
            + name
            + " was imported: "
            + count
            + " interactions of "
            + raw.userIds().size()
            + " users");
    long attributes = raw.items().stream().flatMap(i -> i.attributes().stream()).distinct().count();
    return new Report(
        new DatasetSummary(raw.userIds().size(), raw.items().size(), count, attributes),
        CoreFilter.apply(raw).summary(),
        replaced.repeated(),
        content.summary);
  }

  /** What the files hold, read once. */
  private final class Content implements DatasetStore.Source {
    private final FileImport asked;
    private final List<NamedFile> named;
    private final BooleanSupplier cancelled;
    private ReadSummary summary = ReadSummary.NOTHING;
    private long interactions;

    Content(FileImport asked, List<NamedFile> named, BooleanSupplier cancelled) {
      this.asked = asked;
      this.named = named;
      this.cancelled = cancelled;
    }

    @Override
    public void readTo(DatasetStore.Sink sink) {
      summary =
          files.read(
              named, asked.reading(), new WantedSink("import", cancelled, new Counted(sink)));
      if (interactions == 0) {
        String leftOut = summary.leftOut();
        throw new UnmetPreconditionException(
            "NO_INTERACTIONS",
            "datasets/" + asked.definition().name(),
            "the files hold no interaction" + (leftOut.isEmpty() ? "" : ": " + leftOut));
      }
    }

    private final class Counted implements DatasetStore.Sink {
      private final DatasetStore.Sink sink;

      Counted(DatasetStore.Sink sink) {
        this.sink = sink;
      }

      @Override
      public void interaction(Interaction interaction) {
        interactions++;
        sink.interaction(interaction);
      }

      @Override
      public void item(Item item) {
        sink.item(item);
      }
    }
  }
}
