package io.emkd.domain.dataset;

import io.emkd.domain.error.UnmetPreconditionException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Replaces a dataset by what a source gives and tells its size before and after the core filter.
 */
public final class ImportDataset {
  private final DatasetStore datasets;

  public ImportDataset(DatasetStore datasets) {
    this.datasets = datasets;
  }

  /**
   * @param raw the size of what was read: items include those without interactions
   * @param filtered the size after the core filter
   * @param repeated interactions that have user, item and time of another one; they are kept
   */
  public record Report(DatasetSummary raw, DatasetSummary filtered, long repeated) {}

  private static String leftOut(DatasetStore.Source source) {
    String what = source.leftOut();
    return what.isEmpty() ? "" : ": " + what;
  }

  /** As the other, never cancelled, with {@link ImportOptions#DEFAULT}. */
  public Report run(DatasetDefinition definition, DatasetStore.Source source) {
    return run(definition, source, ImportOptions.DEFAULT, () -> false);
  }

  /**
   * @param cancelled whether nobody wants it any more
   * @throws UnmetPreconditionException if the source holds no interaction; the dataset stays as it
   *     was
   * @throws CancellationException if cancelled before the new content took the old one's place; the
   *     dataset stays as it was
   */
  public Report run(
      DatasetDefinition definition,
      DatasetStore.Source source,
      ImportOptions options,
      BooleanSupplier cancelled) {
    DatasetStore.Replaced replaced =
        datasets.replace(
            definition,
            sink -> {
              long[] interactions = {0};
              source.readTo(
                  new DatasetStore.Sink() {
                    @Override
                    public void interaction(Interaction interaction) {
                      interactions[0]++;
                      stopIfCancelled();
                      sink.interaction(interaction);
                    }

                    @Override
                    public void item(Item item) {
                      stopIfCancelled();
                      sink.item(item);
                    }

                    private void stopIfCancelled() {
                      if (cancelled.getAsBoolean()) {
                        throw new CancellationException("the import was cancelled");
                      }
                    }
                  });
              if (interactions[0] == 0) {
                throw new UnmetPreconditionException(
                    "NO_INTERACTIONS",
                    "datasets/" + definition.name(),
                    "the files hold no interaction" + leftOut(source));
              }
            },
            options,
            cancelled);
    RawDataset raw = datasets.load(definition.name());
    long count = raw.sequences().stream().mapToLong(s -> s.length).sum();
    long attributes = raw.items().stream().flatMap(i -> i.attributes().stream()).distinct().count();
    return new Report(
        new DatasetSummary(raw.userIds().size(), raw.items().size(), count, attributes),
        CoreFilter.apply(raw).summary(),
        replaced.repeated());
  }
}
