package io.emkd.domain.ensemble;

import io.emkd.domain.configuration.EnsembleConfiguration;
import java.nio.file.Path;
import java.util.Map;

/** A network that another program trained. */
public interface ForeignNetwork extends AutoCloseable {
  /** The shape of an ensemble of this network alone. */
  EnsembleConfiguration configuration();

  /** V, how many items its tables have. */
  int itemCount();

  /** The epoch of its training after which the weights were taken, from 1. */
  int epoch();

  /** What else its file tells of it, by name: which program and which model it is of. */
  Map<String, String> facts();

  /**
   * Writes the weights as {@link EnsembleTrainer#saveWeights} does.
   *
   * @param directory an empty one
   * @throws io.emkd.domain.error.InvalidInputException naming the weights of the file that are
   *     missing, of another shape, or no numbers
   */
  void saveWeights(Path directory);

  /** Lets go of the file. */
  @Override
  void close();
}
