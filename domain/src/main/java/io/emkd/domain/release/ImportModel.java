package io.emkd.domain.release;

import static java.lang.System.Logger.Level.INFO;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.CoreFilter;
import io.emkd.domain.dataset.Dataset;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.dataset.LazyList;
import io.emkd.domain.dataset.LeaveOneOutSplit;
import io.emkd.domain.dataset.RawDataset;
import io.emkd.domain.ensemble.CheckpointFormat;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.ForeignCheckpoints;
import io.emkd.domain.ensemble.ForeignNetwork;
import io.emkd.domain.ensemble.SampleInputs;
import io.emkd.domain.error.Cancelled;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.files.NamedFile;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Makes a network that another program trained a version of a model, as a training makes one: with
 * a catalogue, popularity, a SavedModel and, of many items, an index. Thread-safe.
 *
 * <p>Every item of the network has to be one of the dataset, which tells its title, attributes and
 * whether it is switched off: what the dataset does not know could not be filtered. The dataset's
 * other items are to the version what newer items are to a trained one.
 */
public final class ImportModel {
  private static final System.Logger LOG = System.getLogger(ImportModel.class.getName());
  private static final int SHOWN_ITEMS = 5;

  private final ForeignCheckpoints checkpoints;
  private final DatasetStore datasets;
  private final EnsembleEngine engine;
  private final ModelStore models;
  private final Clock clock;

  public ImportModel(
      ForeignCheckpoints checkpoints,
      DatasetStore datasets,
      EnsembleEngine engine,
      ModelStore models,
      Clock clock) {
    this.checkpoints = checkpoints;
    this.datasets = datasets;
    this.engine = engine;
    this.models = models;
    this.clock = clock;
  }

  /**
   * What is imported as what.
   *
   * @param model the name of the model that gets a version
   * @param dataset whose histories answer for users
   */
  public record Request(String model, String dataset, CheckpointFormat format) {
    public Request {
      if (!new ModelReference(model, 0).isServing()) {
        throw new InvalidInputException("model", Shown.quoted(model), "a model's name alone");
      }
    }
  }

  /**
   * Publishes the version. The first of a model serves at once; a later one when it is promoted,
   * since nobody here knows what of a validation split it has seen.
   *
   * @param files the checkpoint, then the ids of its items, one a line, in the order of their
   *     numbers
   * @param scratch an empty directory that the caller removes afterwards
   * @param cancelled whether nobody wants it any more
   * @throws InvalidInputException naming file, what of it is wrong and what would be right; nothing
   *     is published
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   * @throws CancellationException if cancelled before it was published
   */
  public ModelManifest run(
      Request request, List<NamedFile> files, Path scratch, BooleanSupplier cancelled) {
    if (files.size() != 2) {
      throw new InvalidInputException(
          "piece.file",
          files.size() + " files",
          "those of two files: the checkpoint, then the ids of its items");
    }
    NamedFile checkpoint = files.get(0);
    try (ForeignNetwork network =
        checkpoints.open(request.format(), checkpoint.name(), checkpoint.path())) {
      List<String> ids = ItemTokens.read(files.get(1), network.itemCount());
      RawDataset raw = datasets.load(request.dataset());
      ItemCatalogue catalogue = catalogue(ids, raw, files.get(1).name());
      Dataset known = known(catalogue, CoreFilter.apply(raw));
      network.saveWeights(scratch);
      Cancelled.check(cancelled, "import");
      ModelManifest manifest = publish(request, network, known, scratch);
      LOG.log(INFO, manifest.key() + " was imported from " + Shown.name(checkpoint.name()));
      return manifest;
    }
  }

  private ModelManifest publish(
      Request request, ForeignNetwork network, Dataset known, Path weights) {
    EnsembleConfiguration shape = network.configuration();
    Map<String, String> environment = new TreeMap<>(network.facts());
    environment.put(ModelManifest.IMPORTED_FROM, request.format().name().toLowerCase(Locale.ROOT));
    List<int[]> training = LeaveOneOutSplit.training(known);
    return models.publish(
        new ModelManifest(
            request.model(),
            0,
            "",
            clock.instant(),
            request.dataset(),
            known.summary(),
            "",
            configuration(shape),
            network.epoch(),
            Map.of(),
            environment),
        known.catalogue(),
        ItemPopularity.of(training, known.catalogue().size()),
        directory ->
            engine.export(
                weights,
                shape,
                known.catalogue().size(),
                SampleInputs.of(
                    LazyList.filter(training, sequence -> sequence.length > 0),
                    shape.maxLength(),
                    known.catalogue().maskToken()),
                directory));
  }

  /** Of what is not the network's shape nothing is known here: it is the preset's. */
  private static TrainingConfiguration configuration(EnsembleConfiguration shape) {
    TrainingConfiguration preset = Preset.SMALL.configuration();
    MaskingConfiguration masking = preset.masking();
    return new TrainingConfiguration(
        shape,
        new MaskingConfiguration(
            masking.maskedViews(),
            masking.maskProbability(),
            masking.windowStep(),
            masking.atLeastOneMask(),
            masking.prefixShare(),
            Objective.of(shape.encoders())),
        preset.loss(),
        preset.schedule(),
        preset.optimizer(),
        preset.precision(),
        preset.seed());
  }

  private static ItemCatalogue catalogue(List<String> ids, RawDataset raw, String file) {
    Map<String, Item> items = new HashMap<>(raw.items().size() * 2);
    raw.items().forEach(item -> items.put(item.id(), item));
    List<Item> known = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String id : ids) {
      Item item = items.get(id);
      if (item != null) {
        known.add(item);
      } else {
        unknown.add(id);
      }
    }
    if (!unknown.isEmpty()) {
      throw new InvalidInputException(
          "items of " + file,
          unknown.size()
              + " of "
              + ids.size()
              + " unknown to dataset '"
              + raw.definition().name()
              + "': "
              + unknown.stream()
                  .limit(SHOWN_ITEMS)
                  .map(Shown::quoted)
                  .collect(Collectors.joining(", "))
              + (unknown.size() > SHOWN_ITEMS ? ", ..." : ""),
          "items of the dataset: name the one that the checkpoint was trained on, or add what it"
              + " lacks (UpsertItems)");
    }
    return new ItemCatalogue(known);
  }

  /** What the network knows of a dataset, in its numbers. */
  private static Dataset known(ItemCatalogue catalogue, Dataset dataset) {
    Dataset all = dataset.inNumbersOf(catalogue);
    return new Dataset(
        all.definition(),
        catalogue,
        all.userIds(),
        LazyList.map(all.sequences(), Dataset::knownItems));
  }
}
