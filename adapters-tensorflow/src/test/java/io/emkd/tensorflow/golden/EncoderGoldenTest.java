package io.emkd.tensorflow.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.ScoredEnsembleGraph;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import io.emkd.tensorflow.graph.variable.Assignment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Hidden states against those of other implementations in float64: golden/encoders/README.md. */
class EncoderGoldenTest {
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BERT4REC")
  void everyPositionThatHasAnItemBeforeItIsEncodedAsThere(EncoderKind encoder) throws IOException {
    JsonNode golden = read(encoder);
    int[][] sequences = GoldenCase.matrix(golden.get("sequences"));
    int length = golden.get("maxLength").asInt();
    int d = golden.get("hidden").asInt();
    try (ScoredEnsembleGraph graph =
            new ScoredEnsembleGraph(
                shape(encoder, golden), golden.get("items").asInt(), new PortableKernels());
        Session session = new Session(graph.graph(), withoutGpu());
        TInt32 inputs = TInt32.tensorOf(StdArrays.ndCopyOf(sequences))) {
      session.runner().addTarget(graph.initialize()).run().close();
      assign(golden.get("parameters"), graph, session);
      try (Result result =
          session
              .runner()
              .feed(graph.scoring.inputs, inputs)
              .fetch(graph.scoring.hiddenStates.get(0))
              .fetch(graph.scoring.lastHiddenStates)
              .run()) {
        float[][] all = StdArrays.array2dCopyOf((TFloat32) result.get(0));
        float[][] last = StdArrays.array2dCopyOf((TFloat32) result.get(1));
        int compared = 0;
        for (int s = 0; s < sequences.length; s++) {
          for (int t = 1; t < length; t++) {
            if (sequences[s][t - 1] != 0) {
              float[] expected = GoldenCase.floats(golden.get("hiddenStates").get(s).get(t));
              assertThat(all[s * length + t])
                  .as("sequence %d, position %d", s, t)
                  .containsExactly(expected, within(TOLERANCE));
              compared += d;
            }
          }
          assertThat(last[s])
              .as("the last position of sequence %d", s)
              .containsExactly(
                  GoldenCase.floats(golden.get("hiddenStates").get(s).get(length - 1)),
                  within(TOLERANCE));
        }
        assertThat(compared).isGreaterThan(150);
      }
    }
  }

  private static JsonNode read(EncoderKind encoder) throws IOException {
    String name = "/golden/encoders/" + encoder.name().toLowerCase(Locale.ROOT) + ".json";
    try (InputStream file =
        Objects.requireNonNull(EncoderGoldenTest.class.getResourceAsStream(name))) {
      return new ObjectMapper().readTree(file);
    }
  }

  private static EnsembleConfiguration shape(EncoderKind encoder, JsonNode golden) {
    return new EnsembleConfiguration(
        encoder,
        golden.get("hidden").asInt(),
        golden.get("maxLength").asInt(),
        golden.get("blocks").asInt(),
        golden.get("heads").asInt(),
        1,
        0.1);
  }

  /** Sets every parameter of the encoder; the item head keeps what it begins with. */
  private static void assign(JsonNode parameters, ScoredEnsembleGraph graph, Session session) {
    Set<String> encoders = new HashSet<>(graph.parameterSizes().keySet());
    encoders.removeIf(name -> name.contains(".item_head."));
    Session.Runner runner = session.runner();
    List<TFloat32> tensors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
      String name = "network.0." + parameter.getKey();
      assertThat(encoders.remove(name)).as(name + " is a parameter here").isTrue();
      Assignment assignment = graph.assignment(name);
      float[] values = GoldenCase.floats(parameter.getValue().get("values"));
      TFloat32 tensor =
          TFloat32.tensorOf(
              Shape.of(assignment.shape().asArray()), DataBuffers.of(FloatBuffer.wrap(values)));
      tensors.add(tensor);
      runner.feed(assignment.value(), tensor).addTarget(assignment.assign());
    }
    runner.run().close();
    tensors.forEach(TFloat32::close);
    assertThat(encoders).as("parameters that the golden case lacks").isEmpty();
  }

  private static ConfigProto withoutGpu() {
    return ConfigProto.newBuilder().putAllDeviceCount(Map.of("GPU", 0)).build();
  }
}
