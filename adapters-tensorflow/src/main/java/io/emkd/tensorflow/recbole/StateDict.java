package io.emkd.tensorflow.recbole;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.tensorflow.torch.StoredTensor;
import io.emkd.tensorflow.torch.TorchFile;
import java.util.List;
import java.util.Map;

/** The tensors of a network by their names in PyTorch; their values are read when asked for. */
final class StateDict {
  /** The share of the heap's limit that one tensor may take, as it is stored and as it is read. */
  private static final double HEAP_SHARE = 0.5;

  private final TorchFile file;
  private final Map<?, ?> tensors;

  StateDict(TorchFile file, Map<?, ?> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  boolean has(String name) {
    return tensors.get(name) instanceof StoredTensor;
  }

  /**
   * Returns the shape of a matrix, by which the size of others can be told.
   *
   * @throws InvalidInputException if there is none of that name
   */
  List<Integer> matrix(String name) {
    if (tensors.get(name) instanceof StoredTensor tensor && tensor.shape().size() == 2) {
      return tensor.shape();
    }
    throw new InvalidInputException(field(name), has(name) ? "no matrix" : "missing", "a matrix");
  }

  /** Returns how many there are of {@code BEFORE0AFTER}, {@code BEFORE1AFTER} and so on. */
  int count(String before, String after) {
    int count = 0;
    while (has(before + count + after)) {
      count++;
    }
    return count;
  }

  /**
   * Refuses a state that has not exactly these tensors.
   *
   * @param shapes by name
   */
  void require(Map<String, List<Integer>> shapes) {
    for (Object name : tensors.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new InvalidInputException(
            field(String.valueOf(name)),
            "there",
            "absent: the model has none of that name in RecBole 1.2");
      }
    }
    shapes.forEach(
        (name, shape) -> {
          if (!(tensors.get(name) instanceof StoredTensor tensor)) {
            throw new InvalidInputException(field(name), "missing", "a tensor of shape " + shape);
          }
          if (!tensor.shape().equals(shape)) {
            throw new InvalidInputException(
                field(name), "of shape " + tensor.shape(), "of shape " + shape);
          }
          if (tensor.elements() == 0) {
            throw new InvalidInputException(field(name), "empty", "of at least one number");
          }
          if (!tensor.hasFloats()) {
            throw new InvalidInputException(
                field(name), "of other numbers", "of float32, float64 or bfloat16");
          }
          requireRoom(name, tensor.elements());
        });
  }

  private void requireRoom(String name, long elements) {
    long needed = 3 * Float.BYTES * elements;
    long available = (long) (HEAP_SHARE * Runtime.getRuntime().maxMemory());
    if (needed > available) {
      throw new UnmetPreconditionException(
          "MODEL_DOES_NOT_FIT",
          file.name(),
          field(name)
              + " would take "
              + (needed >> 20)
              + " MB of the heap, of which it may have "
              + (available >> 20)
              + " (-Xmx)");
    }
  }

  /**
   * Returns the values of one of the required, row by row.
   *
   * @throws InvalidInputException if one of them is no number
   */
  float[] values(String name) {
    StoredTensor tensor = (StoredTensor) tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(name + " was not required");
    }
    float[] values = file.values("state_dict " + name, tensor);
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new InvalidInputException(
            field(name), values[i] + " at place " + i, "finite everywhere: this training diverged");
      }
    }
    return values;
  }

  /** Returns the values of a matrix column by column. */
  float[] transposed(String name) {
    List<Integer> shape = matrix(name);
    int rows = shape.get(0);
    int columns = shape.get(1);
    float[] values = values(name);
    float[] transposed = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        transposed[c * rows + r] = values[r * columns + c];
      }
    }
    return transposed;
  }

  private String field(String name) {
    return file.name() + " state_dict " + Shown.name(name);
  }
}
