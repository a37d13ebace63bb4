package io.emkd.tensorflow.recbole;

import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.ensemble.ForeignNetwork;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.tensorflow.engine.NetworkWeights;
import io.emkd.tensorflow.torch.NamedObject;
import io.emkd.tensorflow.torch.TorchFile;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network of a checkpoint that RecBole's trainer saved. */
final class RecBoleNetwork implements ForeignNetwork {
  private final TorchFile file;
  private final RecBoleModel model;
  private final int epoch;

  private RecBoleNetwork(TorchFile file, RecBoleModel model, int epoch) {
    this.file = file;
    this.model = model;
    this.epoch = epoch;
  }

  static RecBoleNetwork of(TorchFile file) {
    String name = file.name();
    if (!(file.content(new RecBoleNames()) instanceof Map<?, ?> parts)
        || !(parts.get("state_dict") instanceof Map<?, ?> tensors)
        || !(parts.get("config") instanceof NamedObject config)
        || !config.name().equals(RecBoleNames.CONFIG)
        || !(config.state() instanceof Map<?, ?> attributes)
        || !(attributes.get("final_config_dict") instanceof Map<?, ?> settings)) {
      throw new InvalidInputException(
          name,
          "a file of torch.save without config and state_dict",
          "a checkpoint that RecBole's trainer saved");
    }
    StateDict state = new StateDict(file, tensors);
    RecBoleModel model = RecBoleModel.of(new Settings(name, settings), state);
    if (model.itemCount() < 1) {
      throw new InvalidInputException(
          name + " state_dict item_embedding.weight", "of no item", "of at least one item");
    }
    return new RecBoleNetwork(file, model, epoch(name, parts.get("epoch")));
  }

  /** RecBole counts from 0. */
  private static int epoch(String file, @Nullable Object epoch) {
    long given = epoch instanceof Number number ? number.longValue() : -1;
    if (given < 0 || given >= Integer.MAX_VALUE) {
      throw new InvalidInputException(file + " epoch", String.valueOf(epoch), "a number from 0");
    }
    return (int) given + 1;
  }

  @Override
  public EnsembleConfiguration configuration() {
    return model.configuration();
  }

  @Override
  public int itemCount() {
    return model.itemCount();
  }

  @Override
  public int epoch() {
    return epoch;
  }

  @Override
  public Map<String, String> facts() {
    return Map.of("recbole_model", model.name());
  }

  @Override
  public void saveWeights(Path directory) {
    NetworkWeights.write(configuration(), itemCount(), model.weights().get(), directory);
  }

  @Override
  public void close() {
    file.close();
  }
}
