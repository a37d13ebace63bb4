package io.emkd.grpc.inference;

import com.google.protobuf.ByteString;
import io.emkd.domain.dataset.Identifiers;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.error.Violations;
import io.emkd.domain.recommendation.History;
import io.emkd.grpc.wire.FieldLimits;
import io.emkd.inference.ModelInferRequest;
import io.emkd.inference.ModelInferRequest.InferInputTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The tensor {@code history}, [B, T]: item ids, oldest first, empty ones as padding wherever they
 * are.
 *
 * @param rows B
 * @param columns T
 * @param elements B T, row after row
 */
record HistoryTensor(int rows, int columns, List<ByteString> elements) {
  static final String NAME = "history";
  static final String DATATYPE = "BYTES";

  private static final String BINARY_SIZE = "binary_data_size";

  /** No character takes more bytes in UTF-8. */
  private static final int LONGEST_ID = 4 * Identifiers.MAXIMUM_LENGTH;

  /**
   * @throws InvalidInputException naming what of the tensor is not right
   */
  static HistoryTensor of(ModelInferRequest request) {
    InferInputTensor tensor = only(request.getInputsList());
    Violations violations = new Violations();
    violations.require(
        tensor.getDatatype().equals(DATATYPE),
        NAME + ".datatype",
        Shown.quoted(tensor.getDatatype()),
        DATATYPE);
    checkShape(violations, tensor.getShapeList());
    InferenceRequest.requireKnown(
        violations, NAME, tensor.getParametersMap().keySet(), BINARY_SIZE);
    violations.throwIfAny();
    int rows = Math.toIntExact(tensor.getShape(0));
    int columns = Math.toIntExact(tensor.getShape(1));
    return new HistoryTensor(rows, columns, elements(request, tensor, rows * columns));
  }

  private static InferInputTensor only(List<InferInputTensor> tensors) {
    Violations violations = new Violations();
    violations.require(
        tensors.size() == 1, "inputs", tensors.size() + " tensors", "the tensor " + NAME);
    if (tensors.size() == 1) {
      violations.require(
          tensors.get(0).getName().equals(NAME),
          "inputs[0].name",
          Shown.quoted(tensors.get(0).getName()),
          NAME);
    }
    violations.throwIfAny();
    return tensors.get(0);
  }

  private static void checkShape(Violations violations, List<Long> shape) {
    boolean fits =
        shape.size() == 2
            && shape.get(0) >= 1
            && shape.get(0) <= FieldLimits.HISTORIES
            && shape.get(1) >= 1
            && shape.get(1) <= History.MOST_ITEMS
            && shape.get(0) * shape.get(1) <= FieldLimits.TENSOR_TEXTS;
    violations.require(
        fits,
        NAME + ".shape",
        shape,
        "[B, T]: 1 to "
            + FieldLimits.HISTORIES
            + " histories of 1 to "
            + History.MOST_ITEMS
            + " items, at most "
            + FieldLimits.TENSOR_TEXTS
            + " in all");
  }

  private static List<ByteString> elements(
      ModelInferRequest request, InferInputTensor tensor, int expected) {
    if (request.getRawInputContentsCount() == 0) {
      List<ByteString> elements = tensor.getContents().getBytesContentsList();
      requireCount(elements.size(), expected);
      return elements;
    }
    new Violations()
        .require(
            !tensor.hasContents(),
            NAME + ".contents",
            "there beside raw_input_contents",
            "absent where those are")
        .require(
            request.getRawInputContentsCount() == 1,
            "raw_input_contents",
            request.getRawInputContentsCount() + " pieces",
            "one for each of inputs")
        .throwIfAny();
    return RawTexts.read(NAME, request.getRawInputContents(0), expected);
  }

  /** Refuses contents that are not as many as the shape says. */
  static void requireCount(int elements, int expected) {
    if (elements != expected) {
      throw new InvalidInputException(
          NAME, elements + " elements", expected + " of them, as its shape says");
    }
  }

  /**
   * The rows without their padding.
   *
   * @throws InvalidInputException naming each element that is no item id, by row and column
   */
  List<History> histories() {
    Violations violations = new Violations();
    List<History> histories = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      List<String> ids = new ArrayList<>();
      for (int column = 0; column < columns; column++) {
        ByteString element = elements.get(row * columns + column);
        if (!element.isEmpty()) {
          String place = NAME + "[" + row + "][" + column + "]";
          if (element.size() > LONGEST_ID || !element.isValidUtf8()) {
            violations.require(
                false,
                place,
                element.size() + " bytes",
                "a text in UTF-8 of at most " + Identifiers.MAXIMUM_LENGTH + " characters");
          } else {
            String id = element.toStringUtf8();
            Identifiers.check(violations, place, id);
            ids.add(id);
          }
        }
      }
      histories.add(History.ofItems(ids));
    }
    violations.throwIfAny();
    return histories;
  }
}
