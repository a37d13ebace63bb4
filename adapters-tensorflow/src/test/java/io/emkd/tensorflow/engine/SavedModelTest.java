package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.Preset;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.EncoderInput;
import io.emkd.domain.ensemble.EnsembleEngine;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.TopItems;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.index.IndexSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A published version as another program loads it. */
class SavedModelTest {
  private static final int ITEMS = 50;

  private final TrainingConfiguration configuration = withEveryEncoder();
  private final EnsembleEngine engine =
      new TensorFlowEngine(Device.choose("cpu", 1), IndexSettings.NEVER);

  @TempDir Path folder;

  private static TrainingConfiguration withEveryEncoder() {
    TrainingConfiguration small = Preset.SMALL.configuration();
    List<EncoderKind> encoders = List.of(EncoderKind.values());
    return new TrainingConfiguration(
        new EnsembleConfiguration(
            encoders,
            64,
            small.ensemble().maxLength(),
            2,
            2,
            encoders.size(),
            0.2,
            0.02,
            false,
            0.5),
        small.masking(),
        small.loss(),
        small.schedule(),
        small.precision(),
        small.seed());
  }

  private Path publish() throws IOException {
    Path weights = Files.createDirectory(folder.resolve("weights"));
    Path published = Files.createDirectory(folder.resolve("published"));
    try (EnsembleTrainer trainer = engine.trainer(configuration, catalogue(), 1)) {
      trainer.saveWeights(weights);
    }
    engine.export(weights, configuration.ensemble(), ITEMS, new int[0][], published);
    return published;
  }

  @Test
  void restoringIsAllThatHasToRunAndHoldsTheItemHeadsOnce() throws IOException {
    Path published = publish();
    Path directory = published.resolve("saved_model");

    SavedModel model =
        SavedModel.parseFrom(Files.readAllBytes(directory.resolve("saved_model.pb")));

    assertThat(model.getMetaGraphs(0).getCollectionDefMap()).isEmpty();
    try (SavedModelBundle bundle = SavedModelBundle.load(directory.toString(), "serve")) {
      int networks = configuration.ensemble().networks();
      int width = networks * configuration.ensemble().hiddenSize();
      try (Result heads = bundle.session().runner().fetch("item_heads.value").run()) {
        assertThat(heads.get(0).shape().get(1)).isEqualTo(width);
      }
      for (int n = 0; n < networks; n++) {
        String single = "network." + n + ".item_head.weight.value";
        assertThatThrownBy(() -> bundle.session().runner().fetch(single).run())
            .isInstanceOf(TFFailedPreconditionException.class);
      }
    }
  }

  @Test
  void thePlainSavedModelApiGivesTheSameScoresAndRankings() throws IOException {
    Path published = publish();
    int length = configuration.ensemble().maxLength();
    int[][] inputs = {
      EncoderInput.after(new int[] {1, 2, 3}, length, ITEMS + 1).items(),
      EncoderInput.after(new int[] {7}, length, ITEMS + 1).items()
    };
    int[][] excluded = {{1, 2, 3}, {7}};
    try (EnsembleEngine.TrainedEnsemble ensemble =
            engine.load(published, configuration.ensemble(), ITEMS);
        SavedModelBundle bundle =
            SavedModelBundle.load(published.resolve("saved_model").toString(), "serve");
        TInt32 input = EnsembleSession.matrix(inputs, length);
        TInt32 pairs =
            EnsembleSession.tensor(new int[] {0, 0, 0, 1, 0, 2, 0, 3, 1, 0, 1, 7}, 6, 2);
        TInt32 count = TInt32.scalarOf(5)) {
      TensorFlowScorer scorer = (TensorFlowScorer) ensemble.scorer();
      SessionFunction scores = bundle.function("serving_default");
      try (Result result = scores.call(Map.of("item_numbers", input))) {
        TFloat32 values = (TFloat32) result.get("scores").orElseThrow();
        float[][] expected = scorer.scores(inputs);
        for (int b = 0; b < inputs.length; b++) {
          for (int item = 0; item <= ITEMS; item++) {
            assertThat(values.getFloat(b, item)).isCloseTo(expected[b][item], within(1e-5f));
          }
        }
      }
      SessionFunction recommend = bundle.function("recommend");
      try (Result result =
          recommend.call(Map.of("item_numbers", input, "excluded", pairs, "count", count))) {
        TInt32 items = (TInt32) result.get("items").orElseThrow();
        TopItems[] top = scorer.top(inputs, excluded, 5);
        for (int b = 0; b < inputs.length; b++) {
          int row = b;
          assertThat(IntStream.range(0, 5).map(i -> items.getInt(row, i)).toArray())
              .isEqualTo(top[b].items());
        }
      }
    }
  }

  private static ItemCatalogue catalogue() {
    return new ItemCatalogue(
        IntStream.rangeClosed(1, ITEMS)
            .mapToObj(i -> new Item("i" + i, "", List.of("a")))
            .toList());
  }
}
