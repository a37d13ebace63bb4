package io.emkd.tensorflow.recbole;

import io.emkd.tensorflow.torch.AllowedNames;
import java.util.Set;

/**
 * What RecBole's checkpoints name besides tensors: the class of its settings, those that values of
 * settings have, and of the best validation's metric, which is one of NumPy. Nothing reads more
 * than the settings' text and numbers.
 */
final class RecBoleNames implements AllowedNames {
  static final String CONFIG = "recbole.config.configurator.Config";

  private static final Set<String> NAMES =
      Set.of(
          CONFIG,
          // The reader of the settings' file, which they keep.
          "yaml.loader.FullLoader",
          "yaml.loader.SafeLoader",
          "yaml.loader.Loader",
          // How Python 3.11 writes a value of an enum.
          "builtins.getattr",
          "torch.device",
          "torch.Size",
          "numpy.dtype",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar");

  private static final String ENUMS = "recbole.utils.enum_type.";
  private static final String MODELS = "recbole.model.sequential_recommender.";

  @Override
  public boolean allow(String name) {
    return NAMES.contains(name) || name.startsWith(ENUMS) || name.startsWith(MODELS);
  }
}
