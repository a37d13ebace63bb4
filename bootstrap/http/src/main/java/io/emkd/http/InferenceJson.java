package io.emkd.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.emkd.inference.InferParameter;
import io.emkd.inference.ModelInferRequest.InferInputTensor;
import io.emkd.inference.ModelInferResponse;
import io.emkd.inference.ModelInferResponse.InferOutputTensor;
import io.emkd.inference.ModelReadyResponse;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The JSON of the Open Inference Protocol, which is not that of Protocol Buffers: values of a
 * tensor are one list, or lists in lists as its shape says, and what is read or written of them
 * follows from the tensor's type.
 */
final class InferenceJson {
  private static final String BYTES = "BYTES";

  /** Characters of a value that an error repeats. */
  private static final int SHOWN = 80;

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final JsonFormat.Printer MESSAGES =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private InferenceJson() {}

  /** What is not right, as the status of a call. */
  static StatusRuntimeException refused(String field, String value, String valid) {
    return FieldRefusals.of(
        field, "is " + FieldRefusals.shown(value, SHOWN) + " but must be " + valid);
  }

  /**
   * The object that a body begins with; a name may be there once.
   *
   * @throws StatusRuntimeException if it is none
   */
  static JsonNode object(byte[] body, int length) {
    JsonNode json;
    try {
      StrictJson.check(body, length);
      json = MAPPER.readTree(body, 0, length);
    } catch (JsonProcessingException malformed) {
      var place = malformed.getLocation();
      throw refused(
          "the body",
          "no JSON: " + malformed.getOriginalMessage(),
          "JSON"
              + (place == null
                  ? ""
                  : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")"));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    if (!json.isObject()) {
      throw refused("the body", json.getNodeType().name(), "a JSON object");
    }
    return json;
  }

  static void requireKnown(JsonNode object, String place, Set<String> names) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                throw refused(
                    place.isEmpty() ? "a field of the body" : "a field of " + place,
                    name,
                    "one of " + String.join(", ", new TreeSet<>(names)));
              }
            });
  }

  /** A text; empty where there is none. */
  static String text(JsonNode object, String place, String name) {
    JsonNode text = object.path(name);
    if (!text.isMissingNode() && !text.isTextual()) {
      throw refused(place + name, text.toString(), "a text");
    }
    return text.asText();
  }

  /** A list; an empty one where there is none. */
  static JsonNode list(JsonNode object, String name) {
    JsonNode list = object.path(name);
    if (!list.isMissingNode() && !list.isArray()) {
      throw refused(name, list.toString(), "a list");
    }
    return list;
  }

  /** An element that is an object. */
  static JsonNode element(JsonNode list, int index, String name) {
    JsonNode element = list.get(index);
    if (!element.isObject()) {
      throw refused(name + "[" + index + "]", element.toString(), "an object");
    }
    return element;
  }

  static List<Long> shape(JsonNode tensor, String place) {
    JsonNode shape = tensor.path("shape");
    List<Long> sizes = new ArrayList<>();
    for (JsonNode size : shape) {
      if (!size.isIntegralNumber() || !size.canConvertToLong()) {
        throw refused(place + "shape", shape.toString(), "a list of integers");
      }
      sizes.add(size.longValue());
    }
    return sizes;
  }

  private static JsonNode parametersOf(JsonNode object, String place) {
    JsonNode parameters = object.path("parameters");
    if (!parameters.isMissingNode() && !parameters.isObject()) {
      throw refused(place + "parameters", parameters.toString(), "an object");
    }
    return parameters;
  }

  static boolean hasParameter(JsonNode object, String name) {
    return object.path("parameters").has(name);
  }

  /**
   * A parameter that is this port's own business, and goes no further; missing where it is not
   * there.
   */
  static JsonNode takeParameter(JsonNode object, String place, String name) {
    if (parametersOf(object, place) instanceof ObjectNode parameters && parameters.has(name)) {
      return parameters.remove(name);
    }
    return MissingNode.getInstance();
  }

  /** Such a one that is true or false; false where it is not there. */
  static boolean takeTruth(JsonNode object, String place, String name) {
    JsonNode value = takeParameter(object, place, name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw refused(place + "parameters." + name, value.toString(), "true or false");
    }
    return value.asBoolean();
  }

  static Map<String, InferParameter> parameters(JsonNode object, String place) {
    Map<String, InferParameter> parameters = new LinkedHashMap<>();
    parametersOf(object, place)
        .properties()
        .forEach(
            parameter ->
                parameters.put(
                    parameter.getKey(),
                    parameter(place + "parameters." + parameter.getKey(), parameter.getValue())));
    return parameters;
  }

  private static InferParameter parameter(String place, JsonNode value) {
    InferParameter.Builder parameter = InferParameter.newBuilder();
    if (value.isBoolean()) {
      parameter.setBoolParam(value.booleanValue());
    } else if (value.isTextual()) {
      parameter.setStringParam(value.textValue());
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      parameter.setInt64Param(value.longValue());
    } else if (value.isNumber()) {
      parameter.setDoubleParam(value.doubleValue());
    } else {
      throw refused(place, value.toString(), "a truth value, a number or a text");
    }
    return parameter.build();
  }

  static void requireNoData(JsonNode input, String place) {
    if (input.has("data")) {
      throw refused(place + "data", "there beside binary data", "absent where those are");
    }
  }

  /**
   * The values of a tensor as the protocol has them in binary; of one that is not of texts none,
   * since no model here takes any: it is refused for its type.
   */
  static ByteString raw(JsonNode input, String place, InferInputTensor.Builder tensor) {
    if (!tensor.getDatatype().equals(BYTES)) {
      return ByteString.EMPTY;
    }
    JsonNode data = input.path("data");
    if (!data.isArray()) {
      throw refused(
          place + "data", data.isMissingNode() ? "missing" : data.toString(), "a list of texts");
    }
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    boolean flat = data.isEmpty() || !data.get(0).isArray();
    // Exact for any number of values that a body has room for.
    double expected =
        tensor.getShapeList().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
    if (flat && data.size() != expected) {
      throw refused(
          place + "data",
          "a list of " + data.size(),
          "of as many values as the shape " + tensor.getShapeList() + " says");
    }
    addTexts(raw, data, place + "data", flat ? List.of() : tensor.getShapeList());
    return ByteString.copyFrom(raw.toByteArray());
  }

  /**
   * @param shape of the lists in lists that are to come; empty where there is but one
   */
  private static void addTexts(OutputStream raw, JsonNode list, String place, List<Long> shape) {
    if (!shape.isEmpty() && list.size() != shape.get(0)) {
      throw refused(
          place,
          "a list of " + list.size(),
          "one of " + shape.get(0) + ", as the shape says; empty texts fill shorter rows");
    }
    for (int i = 0; i < list.size(); i++) {
      JsonNode element = list.get(i);
      if (shape.size() > 1) {
        if (!element.isArray()) {
          throw refused(place + "[" + i + "]", element.toString(), "a list, as the shape says");
        }
        addTexts(raw, element, place + "[" + i + "]", shape.subList(1, shape.size()));
      } else if (element.isTextual()) {
        addText(raw, element.textValue());
      } else {
        throw refused(place + "[" + i + "]", element.toString(), "a text");
      }
    }
  }

  private static void addText(OutputStream raw, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] length =
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.length)
            .array();
    try {
      raw.write(length);
      raw.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A message whose JSON the protocol has as Protocol Buffers do, but for 64-bit numbers. */
  static byte[] of(Message message) {
    try {
      JsonNode json = MAPPER.readTree(MESSAGES.print(message));
      json.findValues("shape").forEach(InferenceJson::makeNumbers);
      return MAPPER.writeValueAsBytes(json);
    } catch (InvalidProtocolBufferException | JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void makeNumbers(JsonNode sizes) {
    if (sizes instanceof ArrayNode shape) {
      for (int i = 0; i < shape.size(); i++) {
        shape.set(i, shape.get(i).asLong());
      }
    }
  }

  static byte[] of(String model, ModelReadyResponse ready) {
    try {
      return MAPPER.writeValueAsBytes(
          MAPPER.createObjectNode().put("name", model).put("ready", ready.getReady()));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** An error with its message under the name that this protocol's clients look for. */
  static String withError(String body, String message) {
    try {
      ObjectNode error = MAPPER.createObjectNode().put("error", message);
      error.setAll((ObjectNode) MAPPER.readTree(body));
      return MAPPER.writeValueAsString(error);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Writes an answer whose tensors are raw.
   *
   * @param binary by an output's name, whether its values stay so and follow the JSON
   */
  static void write(OutputStream out, ModelInferResponse response, Predicate<String> binary) {
    try (JsonGenerator json = MAPPER.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("model_name", response.getModelName());
      json.writeStringField("model_version", response.getModelVersion());
      if (!response.getId().isEmpty()) {
        json.writeStringField("id", response.getId());
      }
      if (response.getParametersCount() > 0) {
        json.writeObjectFieldStart("parameters");
        for (var parameter : response.getParametersMap().entrySet()) {
          json.writeBooleanField(parameter.getKey(), parameter.getValue().getBoolParam());
        }
        json.writeEndObject();
      }
      json.writeArrayFieldStart("outputs");
      for (int i = 0; i < response.getOutputsCount(); i++) {
        InferOutputTensor tensor = response.getOutputs(i);
        ByteString raw = response.getRawOutputContents(i);
        json.writeStartObject();
        json.writeStringField("name", tensor.getName());
        json.writeStringField("datatype", tensor.getDatatype());
        json.writeFieldName("shape");
        json.writeArray(
            tensor.getShapeList().stream().mapToLong(Long::longValue).toArray(),
            0,
            tensor.getShapeCount());
        if (binary.test(tensor.getName())) {
          json.writeObjectFieldStart("parameters");
          json.writeNumberField("binary_data_size", raw.size());
          json.writeEndObject();
        } else {
          json.writeArrayFieldStart("data");
          writeValues(json, tensor.getDatatype(), raw);
          json.writeEndArray();
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void writeValues(JsonGenerator json, String datatype, ByteString raw)
      throws IOException {
    ByteBuffer values = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      switch (datatype) {
        case BYTES -> {
          byte[] text = new byte[values.getInt()];
          values.get(text);
          json.writeString(new String(text, StandardCharsets.UTF_8));
        }
        case "FP32" -> json.writeNumber(values.getFloat());
        case "INT32" -> json.writeNumber(values.getInt());
        case "BOOL" -> json.writeBoolean(values.get() != 0);
        default -> throw new IllegalStateException("a tensor of " + datatype);
      }
    }
  }
}
