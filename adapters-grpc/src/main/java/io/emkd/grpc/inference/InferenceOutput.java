package io.emkd.grpc.inference;

import com.google.protobuf.ByteString;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.recommendation.AnswerHistories;
import io.emkd.domain.recommendation.ScoredItem;
import io.emkd.domain.registry.ModelManifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tensors of an answer, of B rows, one for each history. */
enum InferenceOutput {
  /** [B, k] item ids, the best first; empty ones where there are no more. */
  ITEMS("items", "BYTES") {
    @Override
    List<Long> shape(ModelManifest model) {
      return List.of(-1L, -1L);
    }

    @Override
    TensorValues values(AnswerHistories.Answer answer, int count) {
      List<ByteString> ids = new ArrayList<>(answer.rows().size() * count);
      for (List<ScoredItem> items : items(answer)) {
        items.forEach(scored -> ids.add(ByteString.copyFromUtf8(scored.item().id())));
        for (int missing = items.size(); missing < count; missing++) {
          ids.add(ByteString.EMPTY);
        }
      }
      return new TensorValues.Texts(List.of((long) answer.rows().size(), (long) count), ids);
    }
  },
  /** [B, k] the items' scores; the lowest number that there is beside an empty id. */
  SCORES("scores", "FP32") {
    @Override
    List<Long> shape(ModelManifest model) {
      return List.of(-1L, -1L);
    }

    @Override
    TensorValues values(AnswerHistories.Answer answer, int count) {
      float[] scores = new float[answer.rows().size() * count];
      Arrays.fill(scores, -Float.MAX_VALUE);
      int row = 0;
      for (List<ScoredItem> items : items(answer)) {
        for (int i = 0; i < items.size(); i++) {
          scores[row * count + i] = (float) items.get(i).score();
        }
        row++;
      }
      return new TensorValues.Floats(List.of((long) answer.rows().size(), (long) count), scores);
    }
  },
  /** [B] whether the model knows no item of the history, so that popularity answers. */
  COLD_START("cold_start", "BOOL") {
    @Override
    List<Long> shape(ModelManifest model) {
      return List.of(-1L);
    }

    @Override
    TensorValues values(AnswerHistories.Answer answer, int count) {
      boolean[] cold = new boolean[answer.rows().size()];
      for (int row = 0; row < cold.length; row++) {
        cold[row] = answer.rows().get(row).coldStart();
      }
      return new TensorValues.Truths(List.of((long) cold.length), cold);
    }
  },
  /** [B] how many items of the history the model does not know. */
  UNKNOWN_ITEMS("unknown_items", "INT32") {
    @Override
    List<Long> shape(ModelManifest model) {
      return List.of(-1L);
    }

    @Override
    TensorValues values(AnswerHistories.Answer answer, int count) {
      return new TensorValues.Integers(
          List.of((long) answer.rows().size()),
          answer.rows().stream().mapToInt(AnswerHistories.Row::unknownItems).toArray());
    }
  },
  /** [B, N, d] each network's hidden state after the history; zeros where it is a cold start. */
  ENCODINGS("encodings", "FP32") {
    @Override
    List<Long> shape(ModelManifest model) {
      EnsembleConfiguration ensemble = model.configuration().ensemble();
      return List.of(-1L, (long) ensemble.networks(), (long) ensemble.hiddenSize());
    }

    @Override
    TensorValues values(AnswerHistories.Answer answer, int count) {
      int rows = answer.rows().size();
      EnsembleConfiguration ensemble = answer.model().configuration().ensemble();
      float[][] nothing =
          answer.rows().stream()
              .flatMap(row -> row.networkStates().stream())
              .findFirst()
              .map(known -> new float[known.length][known[0].length])
              .orElseGet(() -> new float[ensemble.networks()][ensemble.hiddenSize()]);
      int networks = nothing.length;
      int size = nothing[0].length;
      float[] states = new float[rows * networks * size];
      for (int row = 0; row < rows; row++) {
        float[][] ofRow = answer.rows().get(row).networkStates().orElse(nothing);
        for (int network = 0; network < networks; network++) {
          System.arraycopy(ofRow[network], 0, states, (row * networks + network) * size, size);
        }
      }
      return new TensorValues.Floats(List.of((long) rows, (long) networks, (long) size), states);
    }
  };

  private final String label;
  private final String datatype;

  InferenceOutput(String label, String datatype) {
    this.label = label;
    this.datatype = datatype;
  }

  /** The tensor's name. */
  String label() {
    return label;
  }

  String datatype() {
    return datatype;
  }

  /** Whether what comes next has to be ranked for it. */
  boolean needsItems() {
    return this == ITEMS || this == SCORES;
  }

  /** As metadata say it: -1 where the size is the request's. */
  abstract List<Long> shape(ModelManifest model);

  /**
   * @param count k, how many items each row has
   */
  abstract TensorValues values(AnswerHistories.Answer answer, int count);

  private static List<List<ScoredItem>> items(AnswerHistories.Answer answer) {
    return answer.rows().stream().map(row -> row.recommendation().orElseThrow().items()).toList();
  }
}
