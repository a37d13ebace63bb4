package io.emkd.grpc.inference;

import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.error.Violations;
import io.emkd.domain.recommendation.AnswerHistories;
import io.emkd.domain.recommendation.History;
import io.emkd.domain.recommendation.ItemFilter;
import io.emkd.domain.recommendation.Selection;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.serving.Combine;
import io.emkd.inference.InferParameter;
import io.emkd.inference.ModelInferRequest;
import io.emkd.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.emkd.inference.ModelInferResponse;
import io.emkd.inference.ModelInferResponse.InferOutputTensor;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request as this server understands it.
 *
 * @param outputs which tensors are asked for, in their order
 * @param raw whether tensors come and go as pieces of bytes
 */
record InferenceRequest(
    String id,
    ModelReference model,
    List<History> batch,
    InferenceParameters parameters,
    List<InferenceOutput> outputs,
    boolean raw) {
  private static final String BINARY = "binary_data";

  /**
   * Reads and checks all of it; nothing is allocated by what a shape claims before it was compared
   * with the contents.
   *
   * @throws InvalidInputException with every violation
   */
  static InferenceRequest of(ModelInferRequest request) {
    Violations violations = new Violations();
    ModelReference model =
        violations.attempt(() -> model(request.getModelName(), request.getModelVersion()));
    InferenceParameters parameters =
        violations.attempt(() -> InferenceParameters.of(request.getParametersMap()));
    List<InferenceOutput> outputs = violations.attempt(() -> outputs(request.getOutputsList()));
    List<History> batch = violations.attempt(() -> HistoryTensor.of(request).histories());
    violations.throwIfAny();
    return new InferenceRequest(
        request.getId(),
        Objects.requireNonNull(model),
        Objects.requireNonNull(batch),
        Objects.requireNonNull(parameters),
        Objects.requireNonNull(outputs),
        request.getRawInputContentsCount() > 0);
  }

  /**
   * @param version a number or a label; empty for the serving version
   */
  static ModelReference model(String name, String version) {
    return ModelReference.parse(version.isEmpty() ? name : name + "@" + version);
  }

  private static List<InferenceOutput> outputs(List<InferRequestedOutputTensor> requested) {
    if (requested.isEmpty()) {
      return List.of(InferenceOutput.values());
    }
    Violations violations = new Violations();
    Set<InferenceOutput> outputs = new LinkedHashSet<>();
    for (int i = 0; i < requested.size(); i++) {
      String place = "outputs[" + i + "]";
      InferenceOutput output = output(requested.get(i).getName());
      violations.require(
          output != null,
          place + ".name",
          Shown.quoted(requested.get(i).getName()),
          "one of " + known());
      violations.require(
          output == null || outputs.add(output),
          place + ".name",
          Shown.quoted(requested.get(i).getName()),
          "named once");
      requireKnown(violations, place, requested.get(i).getParametersMap().keySet(), BINARY);
    }
    violations.throwIfAny();
    return List.copyOf(outputs);
  }

  private static @Nullable InferenceOutput output(String name) {
    return Arrays.stream(InferenceOutput.values())
        .filter(output -> output.label().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static String known() {
    return Arrays.stream(InferenceOutput.values())
        .map(InferenceOutput::label)
        .collect(Collectors.joining(", "));
  }

  /**
   * Refuses parameters of a tensor.
   *
   * @param known the one that there is: it says over HTTP how the tensor travels, and KServe's
   *     client says it over gRPC as well, where the contents do
   */
  static void requireKnown(
      Violations violations, String place, Set<String> parameters, String known) {
    parameters.stream()
        .filter(name -> !name.equals(known))
        .sorted()
        .forEach(
            name ->
                violations.require(
                    false, place + ".parameters", Shown.quoted(name), "absent: none is known"));
  }

  /** What the use case is asked. */
  AnswerHistories.Request histories(OptionalLong deadlineNanos) {
    boolean items = outputs.stream().anyMatch(InferenceOutput::needsItems);
    return new AnswerHistories.Request(
        model,
        batch,
        items ? Optional.of(selection()) : Optional.empty(),
        outputs.contains(InferenceOutput.ENCODINGS),
        parameters.coldStart(),
        deadlineNanos);
  }

  private Selection selection() {
    return new Selection(
        parameters.count(),
        !parameters.includeSeen(),
        ItemFilter.NONE,
        Double.NEGATIVE_INFINITY,
        Combine.LOGITS,
        false);
  }

  /** What the client is answered. */
  ModelInferResponse response(AnswerHistories.Answer answer) {
    ModelInferResponse.Builder response =
        ModelInferResponse.newBuilder()
            .setModelName(answer.model().name())
            .setModelVersion(Integer.toString(answer.model().version()))
            .setId(id);
    if (answer.rows().stream()
        .flatMap(row -> row.recommendation().stream())
        .anyMatch(recommendation -> recommendation.approximate())) {
      response.putParameters("approximate", InferParameter.newBuilder().setBoolParam(true).build());
    }
    for (InferenceOutput output : outputs) {
      TensorValues values = output.values(answer, parameters.count());
      InferOutputTensor.Builder tensor =
          InferOutputTensor.newBuilder()
              .setName(output.label())
              .setDatatype(values.datatype())
              .addAllShape(values.shape());
      if (raw) {
        response.addRawOutputContents(values.raw());
      } else {
        tensor.setContents(values.contents());
      }
      response.addOutputs(tensor);
    }
    return response.build();
  }
}
