package io.emkd.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import io.emkd.inference.ModelInferRequest;
import io.emkd.inference.ModelInferRequest.InferInputTensor;
import io.emkd.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.emkd.inference.ModelInferResponse;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * The body of an inference request: JSON, perhaps with tensors in binary behind it, as the header
 * {@code Inference-Header-Content-Length} says (Triton's binary data extension).
 *
 * @param request whose tensors are raw, whatever they were
 * @param binary the outputs that are wanted in binary, by name
 * @param allBinary whether the others are as well
 * @param json the outputs that are wanted in JSON in spite of that
 */
record InferenceBody(
    ModelInferRequest request, Set<String> binary, boolean allBinary, Set<String> json) {
  /** How many bytes of a body are JSON, where more follow. */
  static final AsciiString JSON_LENGTH = AsciiString.of("inference-header-content-length");

  private static final String BINARY_SIZE = "binary_data_size";
  private static final String BINARY_OUTPUT = "binary_data";
  private static final String ALL_BINARY = "binary_data_output";

  /**
   * @throws io.grpc.StatusRuntimeException with which the request is refused
   */
  static InferenceBody read(HttpHeaders headers, byte[] body, String model, String version) {
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!encoding.equals("identity")) {
      throw InferenceJson.refused(
          "content-encoding", encoding, "absent: bodies are read as they are");
    }
    int length = jsonLength(headers, body.length);
    JsonNode json = InferenceJson.object(body, length < 0 ? body.length : length);
    InferenceJson.requireKnown(
        json, "", Set.of("id", "model_name", "parameters", "inputs", "outputs"));
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder()
            .setModelName(model)
            .setModelVersion(version)
            .setId(InferenceJson.text(json, "", "id"));
    String named = InferenceJson.text(json, "", "model_name");
    if (!named.isEmpty() && !named.equals(model)) {
      throw InferenceJson.refused("model_name", named, model + ", as in the path");
    }
    boolean allBinary = InferenceJson.takeTruth(json, "", ALL_BINARY);
    InferenceJson.parameters(json, "").forEach(request::putParameters);
    addInputs(request, json, new Pieces(body, length));
    Set<String> binary = new HashSet<>();
    Set<String> plain = new HashSet<>();
    addOutputs(request, json, binary, plain);
    return new InferenceBody(request.build(), binary, allBinary, plain);
  }

  private static int jsonLength(HttpHeaders headers, int size) {
    String said = headers.get(JSON_LENGTH);
    if (said == null) {
      return -1;
    }
    try {
      int length = Integer.parseInt(said);
      if (length >= 0 && length <= size) {
        return length;
      }
    } catch (NumberFormatException noNumber) {
      // Refused below, as one that is out of range is.
    }
    throw InferenceJson.refused(
        JSON_LENGTH.toString(), said, "a number of 0 to " + size + ", the length of the body");
  }

  /** The binary part of the body, cut into tensors in their order. */
  private static final class Pieces {
    private final byte[] body;
    private final boolean any;
    private int position;

    Pieces(byte[] body, int jsonLength) {
      this.body = body;
      this.any = jsonLength >= 0;
      this.position = any ? jsonLength : body.length;
    }

    ByteString next(String place, JsonNode size) {
      int left = body.length - position;
      if (!any) {
        throw InferenceJson.refused(
            place, size.toString(), "absent without the header " + JSON_LENGTH);
      }
      if (!size.isIntegralNumber()
          || !size.canConvertToInt()
          || size.intValue() < 0
          || size.intValue() > left) {
        throw InferenceJson.refused(
            place, size.toString(), "a number of 0 to " + left + ", the bytes that are left");
      }
      ByteString piece = UnsafeByteOperations.unsafeWrap(body, position, size.intValue());
      position += size.intValue();
      return piece;
    }

    void requireNoneLeft() {
      if (position < body.length) {
        throw InferenceJson.refused(
            "the body",
            (body.length - position) + " bytes longer than its JSON and " + BINARY_SIZE + " say",
            "as long as they say");
      }
    }
  }

  private static void addInputs(ModelInferRequest.Builder request, JsonNode json, Pieces pieces) {
    JsonNode inputs = InferenceJson.list(json, "inputs");
    for (int i = 0; i < inputs.size(); i++) {
      String place = "inputs[" + i + "].";
      JsonNode input = InferenceJson.element(inputs, i, "inputs");
      InferenceJson.requireKnown(
          input, place, Set.of("name", "shape", "datatype", "parameters", "data"));
      InferInputTensor.Builder tensor =
          InferInputTensor.newBuilder()
              .setName(InferenceJson.text(input, place, "name"))
              .setDatatype(InferenceJson.text(input, place, "datatype"))
              .addAllShape(InferenceJson.shape(input, place));
      JsonNode size = InferenceJson.takeParameter(input, place, BINARY_SIZE);
      InferenceJson.parameters(input, place).forEach(tensor::putParameters);
      if (!size.isMissingNode()) {
        InferenceJson.requireNoData(input, place);
        request.addRawInputContents(pieces.next(place + "parameters." + BINARY_SIZE, size));
      } else {
        request.addRawInputContents(InferenceJson.raw(input, place, tensor));
      }
      request.addInputs(tensor);
    }
    pieces.requireNoneLeft();
  }

  private static void addOutputs(
      ModelInferRequest.Builder request, JsonNode json, Set<String> binary, Set<String> plain) {
    JsonNode outputs = InferenceJson.list(json, "outputs");
    for (int i = 0; i < outputs.size(); i++) {
      String place = "outputs[" + i + "].";
      JsonNode output = InferenceJson.element(outputs, i, "outputs");
      InferenceJson.requireKnown(output, place, Set.of("name", "parameters"));
      InferRequestedOutputTensor.Builder tensor =
          InferRequestedOutputTensor.newBuilder()
              .setName(InferenceJson.text(output, place, "name"));
      if (InferenceJson.hasParameter(output, BINARY_OUTPUT)) {
        (InferenceJson.takeTruth(output, place, BINARY_OUTPUT) ? binary : plain)
            .add(tensor.getName());
      }
      InferenceJson.parameters(output, place).forEach(tensor::putParameters);
      request.addOutputs(tensor);
    }
  }

  /** Refuses parameters of the URL: no path of the protocol has any. */
  static void requireNoParameters(QueryParams parameters) {
    parameters
        .names()
        .forEach(
            name -> {
              throw InferenceJson.refused(
                  "the URL's parameter", name, "absent: none is known here");
            });
  }

  private boolean isBinary(String output) {
    return binary.contains(output) || (allBinary && !json.contains(output));
  }

  /** What the client is sent. */
  InferenceApi.Answer answer(ModelInferResponse response) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    InferenceJson.write(content, response, this::isBinary);
    int length = content.size();
    boolean any = false;
    for (int i = 0; i < response.getOutputsCount(); i++) {
      if (isBinary(response.getOutputs(i).getName())) {
        any = true;
        content.writeBytes(response.getRawOutputContents(i).toByteArray());
      }
    }
    return new InferenceApi.Answer(HttpStatus.OK, content.toByteArray(), any ? length : -1);
  }
}
