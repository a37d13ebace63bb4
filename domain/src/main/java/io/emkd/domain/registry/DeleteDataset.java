package io.emkd.domain.registry;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.error.UnmetPreconditionException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Removes a dataset that no model needs which answers. Thread-safe. */
public final class DeleteDataset {
  private final DatasetStore datasets;
  private final ModelStore models;

  public DeleteDataset(DatasetStore datasets, ModelStore models) {
    this.datasets = datasets;
    this.models = models;
  }

  /**
   * @param evenIfUsed whether it may go though models that answer look up histories in it: they
   *     answer for given items alone from then on
   * @throws UnmetPreconditionException if such models are there, naming them
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   * @throws io.emkd.domain.error.UnavailableException while an import of it runs
   */
  public void delete(String dataset, boolean evenIfUsed) {
    Set<String> users = evenIfUsed ? Set.of() : answeringFrom(dataset);
    if (!users.isEmpty()) {
      throw new UnmetPreconditionException(
          "DATASET_IN_USE",
          "datasets/" + dataset,
          "dataset '"
              + dataset
              + "' has the histories by which users of "
              + String.join(", ", users)
              + " are recommended to; promote a version that was trained on another dataset, or ask"
              + " with even_if_used");
    }
    datasets.delete(dataset);
  }

  /** The versions that requests may reach whose dataset it is. */
  private Set<String> answeringFrom(String dataset) {
    return AnsweringVersions.manifests(models).stream()
        .filter(manifest -> manifest.dataset().equals(dataset))
        .map(manifest -> manifest.name() + "@" + manifest.version())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
