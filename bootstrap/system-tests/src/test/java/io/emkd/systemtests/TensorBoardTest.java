package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.server.EmkdServer;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real TensorBoard reads what trainings leave for it. */
class TensorBoardTest {
  /** Prints every tag's steps and values, as TensorBoard has them after it read the run. */
  private static final String READ =
      """
      import json, sys
      from tensorboard.backend.event_processing import event_accumulator
      run = event_accumulator.EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0})
      run.Reload()
      scalars = {tag: [[e.step, e.value] for e in run.Scalars(tag)] for tag in run.Tags()["scalars"]}
      texts = {tag: run.Tensors(tag)[-1].tensor_proto.string_val[0].decode() for tag in run.Tags()["tensors"]}
      print(json.dumps({"scalars": scalars, "texts": texts}))
      """;

  @TempDir Path folder;
  private final Map<Long, Double> losses = new HashMap<>();
  private final Map<Integer, Double> validations = new HashMap<>();

  private void take(TrainingEvent event) {
    TestShop.losses(losses, event);
    if (event.hasValidation()) {
      validations.put(
          event.getValidation().getEpoch(),
          event.getValidation().getValidationMap().get("NDCG@10"));
    }
  }

  @Test
  void aTrainingThatWasResumedIsOneCurveOfEveryLossTermAndMetric() throws Exception {
    PythonEnvironment python =
        PythonEnvironment.of("tensorboard", "tensorboard==2.20.0", "setuptools<81");
    String id;
    Path data = folder.resolve("data");
    EmkdServer server = TestShop.server(data);
    ManagedChannel channel = TestShop.channel(server);
    try {
      TestShop.importText(channel, "shop", TestShop.interactions(100));
      var trainings = TrainingServiceGrpc.newBlockingStub(channel);
      TrainRequest small = TestShop.training("shop", "shop", 40);
      Iterator<TrainResponse> events =
          trainings.train(
              small.toBuilder()
                  .setOptions(
                      small.getOptions().toBuilder()
                          .setCheckpointSteps(7)
                          .setFirstValidationEpoch(1)
                          .setValidationInterval(20))
                  .build());
      id = events.next().getEvent().getAccepted().getId();
      // Five steps past a checkpoint, which are done again after it.
      while (losses.size() < 19) {
        take(events.next().getEvent());
      }
      trainings.cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(id).build());
      events.forEachRemaining(response -> take(response.getEvent()));
      trainings
          .resumeTraining(ResumeTrainingRequest.newBuilder().setTrainingId(id).build())
          .forEachRemaining(response -> take(response.getEvent()));
    } finally {
      channel.shutdownNow();
      server.close();
    }

    Path script = Files.writeString(folder.resolve("read.py"), READ);
    Path run = data.resolve("tensorboard").resolve(id);
    String said = python.run(folder, Map.of(), script.toString(), run.toString()).saidAtSuccess();
    JsonNode read = new ObjectMapper().readTree(said.substring(said.lastIndexOf("{\"scalars\"")));
    JsonNode scalars = read.get("scalars");
    assertThat(scalars.fieldNames())
        .toIterable()
        .contains(
            "loss/masked_item",
            "loss/distillation",
            "loss/attribute",
            "loss/intra_contrast",
            "loss/cross_contrast",
            "loss/mean_of_epoch",
            "training/learning_rate",
            "training/steps_per_second",
            "validation/HR@10");
    JsonNode total = scalars.get("loss/total");
    assertThat(total).hasSameSizeAs(losses.keySet());
    for (int i = 0; i < total.size(); i++) {
      long step = i + 1L;
      assertThat(total.get(i).get(0).asLong()).isEqualTo(step);
      assertThat(total.get(i).get(1).asDouble())
          .isCloseTo(losses.get(step), within(1e-5 * losses.get(step)));
    }
    assertThat(scalars.get("validation/NDCG@10"))
        .hasSize(3)
        .extracting(point -> point.get(1).floatValue())
        .containsExactly(
            validations.get(1).floatValue(),
            validations.get(21).floatValue(),
            validations.get(40).floatValue());
    assertThat(read.get("texts").get("options").asText())
        .contains("hidden_size: 16\n", "seed: 42\n");
  }

  @Test
  void aRunThatCannotBeWrittenDoesNotHinderItsTraining() throws Exception {
    Path data = folder.resolve("data");
    Files.createDirectories(data);
    Files.writeString(data.resolve("tensorboard"), "a file where its folder belongs");
    try (CapturedLog log = new CapturedLog();
        EmkdServer server = TestShop.server(data)) {
      ManagedChannel channel = TestShop.channel(server);
      try {
        TestShop.publishModel(channel);
        assertThat(TestShop.recommend(channel).getItemsList()).isNotEmpty();
      } finally {
        channel.shutdownNow();
      }
      log.await("TensorBoard will miss what follows of training shop");
      assertThat(log.lines()).filteredOn(line -> line.contains("TensorBoard")).hasSize(1);
    }
  }
}
