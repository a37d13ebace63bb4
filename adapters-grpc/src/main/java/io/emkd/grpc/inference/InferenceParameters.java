package io.emkd.grpc.inference;

import io.emkd.domain.error.Shown;
import io.emkd.domain.error.Violations;
import io.emkd.domain.recommendation.ColdStart;
import io.emkd.domain.recommendation.Selection;
import io.emkd.inference.InferParameter;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a request says beside its tensors.
 *
 * @param count k, how many items are asked for
 * @param includeSeen whether items of the history may be among them
 * @param coldStart what becomes of a history of which the model knows nothing
 */
record InferenceParameters(int count, boolean includeSeen, ColdStart coldStart) {
  static final int DEFAULT_COUNT = 10;

  private static final String COUNT = "k";
  private static final String INCLUDE_SEEN = "include_seen";
  private static final String COLD_START = "cold_start";

  /** Of HTTP; over gRPC an answer is as raw as its request, which KServe's client does not know. */
  private static final String BINARY_OUTPUT = "binary_data_output";

  /**
   * @throws io.emkd.domain.error.InvalidInputException for one that is not known, or of another
   *     type than it should be
   */
  static InferenceParameters of(Map<String, InferParameter> parameters) {
    Violations violations = new Violations();
    long count = DEFAULT_COUNT;
    boolean includeSeen = false;
    ColdStart coldStart = ColdStart.POPULARITY;
    for (Map.Entry<String, InferParameter> parameter : new TreeMap<>(parameters).entrySet()) {
      InferParameter value = parameter.getValue();
      switch (parameter.getKey()) {
        case COUNT -> {
          count = integer(value);
          violations.require(
              count >= 1 && count <= Selection.LARGEST_COUNT,
              place(COUNT),
              shown(value),
              "an integer of 1 to " + Selection.LARGEST_COUNT);
        }
        case INCLUDE_SEEN -> {
          includeSeen = value.getBoolParam();
          violations.require(
              value.hasBoolParam(), place(INCLUDE_SEEN), shown(value), "a truth value");
        }
        case COLD_START -> {
          coldStart =
              value.getStringParam().equals("refuse") ? ColdStart.REFUSE : ColdStart.POPULARITY;
          violations.require(
              value.getStringParam().equals("refuse")
                  || value.getStringParam().equals("popularity"),
              place(COLD_START),
              shown(value),
              "popularity or refuse");
        }
        case BINARY_OUTPUT ->
            violations.require(
                value.hasBoolParam(), place(BINARY_OUTPUT), shown(value), "a truth value");
        default ->
            violations.require(
                false,
                "parameters",
                Shown.quoted(parameter.getKey()),
                "of " + COUNT + ", " + INCLUDE_SEEN + " and " + COLD_START);
      }
    }
    violations.throwIfAny();
    return new InferenceParameters((int) count, includeSeen, coldStart);
  }

  private static String place(String name) {
    return "parameters." + name;
  }

  /** Zero where it is none, which no parameter may be. */
  private static long integer(InferParameter value) {
    return value.hasUint64Param() ? value.getUint64Param() : value.getInt64Param();
  }

  private static String shown(InferParameter value) {
    return switch (value.getParameterChoiceCase()) {
      case BOOL_PARAM -> Boolean.toString(value.getBoolParam());
      case INT64_PARAM -> Long.toString(value.getInt64Param());
      case UINT64_PARAM -> Long.toUnsignedString(value.getUint64Param());
      case DOUBLE_PARAM -> Double.toString(value.getDoubleParam());
      case STRING_PARAM -> Shown.quoted(value.getStringParam());
      case PARAMETERCHOICE_NOT_SET -> "nothing";
    };
  }
}
