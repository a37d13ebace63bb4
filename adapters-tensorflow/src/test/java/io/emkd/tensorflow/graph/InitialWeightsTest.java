package io.emkd.tensorflow.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.kernel.PortableKernels;
import io.emkd.tensorflow.graph.placement.NetworkDevices;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * A seed gives the weights that it has always given. They depend on the order in which variables
 * are declared, so a change of these digests is a change of every training's result.
 */
class InitialWeightsTest {
  private static final int ITEMS = 20;
  private static final int ATTRIBUTES = 5;
  private static final ConfigProto NO_GPU =
      ConfigProto.newBuilder().putAllDeviceCount(Map.of("GPU", 0)).build();
  private static final EnsembleConfiguration SHAPE =
      new EnsembleConfiguration(EncoderKind.BERT4REC, 8, 6, 2, 2, 3, 0.1);
  private static final TrainingConfiguration CONFIGURATION =
      new TrainingConfiguration(
          SHAPE,
          new MaskingConfiguration(2, 0.3, 1),
          new LossConfiguration(0.3, 0.01, 0.1, ItemLossConfiguration.FULL),
          new ScheduleConfiguration(8, 1e-2, 5, 1, 1, 0, 0),
          Precision.FLOAT32,
          11);

  @Test
  void aTrainingBeginsWithTheWeightsThatItsSeedHasAlwaysGiven() {
    try (EnsembleGraph graph =
        new TrainableEnsembleGraph(
            CONFIGURATION,
            ITEMS,
            ATTRIBUTES,
            Compilation.FUNCTIONS,
            new PortableKernels(),
            NetworkDevices.ANY)) {
      assertThat(digest(graph))
          .isEqualTo("b23393811c63441a194489ec21cbd622474567bf7bbbdb296952d9ae488394bf");
    }
  }

  @Test
  void generatedWeightsAreThoseThatTheyHaveAlwaysBeen() {
    try (EnsembleGraph graph = new ScoredEnsembleGraph(SHAPE, ITEMS, new PortableKernels())) {
      assertThat(digest(graph))
          .isEqualTo("6e7387e5db8404ce57002f6036a8b980bd747ddb50d2c940aaba5af3bdacfbc7");
    }
  }

  @Test
  void smallerTablesAreThoseOfDeviationOneMultipliedAndAllElseStays() {
    EnsembleConfiguration small =
        new EnsembleConfiguration(EncoderKind.BERT4REC, 8, 6, 2, 2, 3, 0.1, 0.02, false);
    Map<String, float[]> plain = weights(SHAPE);
    Map<String, float[]> smaller = weights(small);
    assertThat(smaller.keySet()).isEqualTo(plain.keySet());
    plain.forEach(
        (name, values) -> {
          boolean table = name.endsWith(".token") || name.endsWith(".position");
          float[] expected = values.clone();
          for (int v = 0; table && v < expected.length; v++) {
            expected[v] *= 0.02f;
          }
          assertThat(smaller.get(name)).as(name).isEqualTo(expected);
        });
  }

  @Test
  void aTiedHeadHasNoWeightOfItsOwn() {
    EnsembleConfiguration tied =
        new EnsembleConfiguration(EncoderKind.BERT4REC, 8, 6, 2, 2, 3, 0.1, 1.0, true);
    assertThat(weights(tied).keySet())
        .doesNotContain("network.0.item_head.weight")
        .contains("network.0.token", "network.0.item_head.bias");
  }

  private static Map<String, float[]> weights(EnsembleConfiguration shape) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    try (EnsembleGraph graph = new ScoredEnsembleGraph(shape, ITEMS, new PortableKernels());
        Session session = new Session(graph.graph(), NO_GPU)) {
      session.runner().addTarget(graph.initialize()).run().close();
      for (String name : graph.parameterSizes().keySet()) {
        try (Result result = session.runner().fetch(name + ".value").run()) {
          FloatDataBuffer data = ((TFloat32) result.get(0)).asRawTensor().data().asFloats();
          float[] values = new float[Math.toIntExact(data.size())];
          data.read(values);
          weights.put(name, values);
        }
      }
    }
    return weights;
  }

  /** SHA-256 of each variable's name and its values, little-endian, in the order of declaration. */
  private static String digest(EnsembleGraph graph) {
    MessageDigest digest = sha256();
    try (Session session = new Session(graph.graph(), NO_GPU)) {
      session.runner().addTarget(graph.initialize()).run().close();
      for (String name : graph.parameterSizes().keySet()) {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        try (Result result = session.runner().fetch(name + ".value").run()) {
          digest.update(bytes(((TFloat32) result.get(0)).asRawTensor().data().asFloats()));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] bytes(FloatDataBuffer values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(values.size() * Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long v = 0; v < values.size(); v++) {
      bytes.putFloat(values.getFloat(v));
    }
    return bytes.array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
