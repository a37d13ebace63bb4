package io.emkd.tensorflow.engine;

import io.emkd.tensorflow.graph.EnsembleGraph;
import io.emkd.tensorflow.graph.scoring.ScoringGraph;
import io.emkd.tensorflow.graph.variable.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The scoring graph and its weights as a TensorFlow SavedModel, written directly: TensorFlow Java's
 * own exporter saves only variables of the kind before resource variables. Signatures and tensors
 * are described in docs/saved-model.md.
 */
final class SavedModelExport {
  private static final String DIRECTORY = "saved_model";
  private static final String VARIABLES = "variables";
  private static final String PREDICT = "tensorflow/serving/predict";
  private static final int ANY = -1;

  private SavedModelExport() {}

  /** Writes {@code saved_model/} into {@code target}. */
  static void write(EnsembleGraph graph, Path weights, Path target) {
    Path directory = target.resolve(DIRECTORY);
    try {
      Files.createDirectories(directory.resolve(VARIABLES));
      try (Stream<Path> files = Files.list(weights)) {
        for (Path file : files.filter(SavedModelExport::isVariables).toList()) {
          Files.copy(file, directory.resolve(VARIABLES).resolve(file.getFileName()));
        }
      }
      Files.write(
          directory.resolve("saved_model.pb"),
          SavedModel.newBuilder()
              .setSavedModelSchemaVersion(1)
              .addMetaGraphs(metaGraph(graph))
              .build()
              .toByteArray());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Not what a store adds to them. */
  private static boolean isVariables(Path file) {
    return file.getFileName().toString().startsWith(EnsembleSession.FILE_PREFIX + ".");
  }

  /** Where the weights of a published version are; before it was a SavedModel, in it itself. */
  static Path weights(Path directory) {
    Path exported = directory.resolve(DIRECTORY).resolve(VARIABLES);
    return Files.isDirectory(exported) ? exported : directory;
  }

  private static MetaGraphDef metaGraph(EnsembleGraph graph) {
    Persistence persistence = graph.weightPersistence();
    ScoringGraph scoring = graph.scoring;
    int length = graph.maxLength();
    return MetaGraphDef.newBuilder()
        .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
        .setGraphDef(graph.graph().toGraphDef())
        .setSaverDef(
            SaverDef.newBuilder()
                .setFilenameTensorName(name(persistence.prefix()))
                .setSaveTensorName(persistence.save().op().name())
                .setRestoreOpName(persistence.restore().op().name())
                .setVersion(SaverDef.CheckpointFormatVersion.V2))
        .putSignatureDef(
            "serving_default",
            SignatureDef.newBuilder()
                .setMethodName(PREDICT)
                .putInputs("item_numbers", ints(scoring.inputs, ANY, length))
                .putOutputs("scores", floats(scoring.scores, ANY, graph.itemCount() + 1))
                .build())
        .putSignatureDef(
            "recommend",
            SignatureDef.newBuilder()
                .setMethodName(PREDICT)
                .putInputs("item_numbers", ints(scoring.inputs, ANY, length))
                .putInputs("excluded", ints(scoring.excluded, ANY, 2))
                .putInputs("count", ints(scoring.count))
                .putOutputs("items", ints(scoring.top.indices(), ANY, ANY))
                .putOutputs("scores", floats(scoring.top.values(), ANY, ANY))
                .build())
        .build();
  }

  private static String name(Operand<?> operand) {
    Output<?> output = operand.asOutput();
    return output.op().name() + ":" + output.index();
  }

  private static TensorInfo ints(Operand<?> operand, int... shape) {
    return tensor(operand, DataType.DT_INT32, shape);
  }

  private static TensorInfo floats(Operand<?> operand, int... shape) {
    return tensor(operand, DataType.DT_FLOAT, shape);
  }

  private static TensorInfo tensor(Operand<?> operand, DataType type, int... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (int size : shape) {
      dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(name(operand))
        .setDtype(type)
        .setTensorShape(dimensions)
        .build();
  }
}
