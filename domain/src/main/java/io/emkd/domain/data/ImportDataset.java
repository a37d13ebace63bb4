package io.emkd.domain.data;

import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.port.DatasetStore;

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
   */
  public record Report(DatasetSummary raw, DatasetSummary filtered) {}

  /**
   * @throws UnmetPreconditionException if the source holds no interaction; the dataset stays as it
   *     was
   */
  public Report run(DatasetDefinition definition, DatasetStore.Source source) {
    datasets.replace(
        definition,
        sink -> {
          long[] interactions = {0};
          source.readTo(
              new DatasetStore.Sink() {
                @Override
                public void interaction(Interaction interaction) {
                  interactions[0]++;
                  sink.interaction(interaction);
                }

                @Override
                public void item(Item item) {
                  sink.item(item);
                }
              });
          if (interactions[0] == 0) {
            throw new UnmetPreconditionException(
                "NO_INTERACTIONS",
                "datasets/" + definition.name(),
                "the files hold no interaction");
          }
        });
    RawDataset raw = datasets.load(definition.name());
    long count = raw.sequences().stream().mapToLong(s -> s.length).sum();
    long attributes = raw.items().stream().flatMap(i -> i.attributes().stream()).distinct().count();
    return new Report(
        new DatasetSummary(raw.userIds().size(), raw.items().size(), count, attributes),
        CoreFilter.apply(raw).summary());
  }
}
