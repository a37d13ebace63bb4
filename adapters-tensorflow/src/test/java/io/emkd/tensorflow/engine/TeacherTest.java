package io.emkd.tensorflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.LossConfiguration;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.ScheduleConfiguration;
import io.emkd.domain.configuration.Teacher;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.domain.sampling.BatchSchedule;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.graph.compile.Compilation;
import io.emkd.tensorflow.graph.variable.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

class TeacherTest {
  private static final int STEPS = 6;

  @TempDir Path folder;

  private static EnsembleConfiguration shape(List<EncoderKind> encoders, int networks) {
    return new EnsembleConfiguration(
        encoders, 8, TinyTraining.LENGTH, 1, 2, networks, 0, 0.4, true, 0.0);
  }

  /** Without contrast between networks, which a student alone has not. */
  private static TrainingConfiguration configuration(
      EnsembleConfiguration shape,
      ItemLossKind itemLoss,
      double temperature,
      Optional<Teacher> of) {
    return new TrainingConfiguration(
        shape,
        new MaskingConfiguration(2, 0.4, 1),
        new LossConfiguration(
            temperature, 0.01, 0.8, new ItemLossConfiguration(itemLoss, 10), 0.01, 0.0, 1.0),
        new ScheduleConfiguration(7, 1e-2, 2, 1, 1, 0, 0),
        null,
        Precision.FLOAT32,
        5,
        of);
  }

  private static TensorFlowTrainer trainer(
      TrainingConfiguration configuration, Compilation compilation) {
    return new TensorFlowTrainer(
        configuration, TinyTraining.catalogue(), STEPS, Device.choose("cpu", 2).with(compilation));
  }

  /**
   * The weights of one network by their names without its number. All in one run, as below:
   * TensorFlow takes a whole graph apart for every set of fetches that is new to it.
   */
  private static Map<String, float[]> network(TensorFlowTrainer trainer, int network) {
    String prefix = "network." + network + ".";
    List<String> names =
        trainer.session().graph.parameterSizes().keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .toList();
    Session.Runner reading = trainer.session().session.runner();
    names.forEach(name -> reading.fetch(name + ".value"));
    Map<String, float[]> weights = new HashMap<>();
    try (Result read = reading.run()) {
      for (int w = 0; w < names.size(); w++) {
        weights.put(names.get(w).substring(prefix.length()), EnsembleSession.floats(read.get(w)));
      }
    }
    return weights;
  }

  private static void assign(TensorFlowTrainer trainer, int network, Map<String, float[]> weights) {
    Session.Runner writing = trainer.session().session.runner();
    List<TFloat32> written = new ArrayList<>();
    weights.forEach(
        (name, values) -> {
          Assignment assignment =
              trainer.session().graph.assignment("network." + network + "." + name);
          TFloat32 value = EnsembleSession.tensor(values, assignment.shape().asArray());
          written.add(value);
          writing.feed(assignment.value(), value).addTarget(assignment.assign());
        });
    writing.run().close();
    written.forEach(TFloat32::close);
  }

  /** A version of networks that have these weights. */
  @SafeVarargs
  private Path version(List<EncoderKind> encoders, Map<String, float[]>... networks)
      throws IOException {
    Path directory = Files.createTempDirectory(folder, "version");
    try (TensorFlowTrainer made =
        trainer(
            configuration(shape(encoders, networks.length), ItemLossKind.FULL, 1, Optional.empty()),
            Compilation.NONE)) {
      for (int n = 0; n < networks.length; n++) {
        assign(made, n, networks[n]);
      }
      made.saveWeights(directory);
    }
    return directory;
  }

  @ParameterizedTest(name = "{0} and {1}, {2}, {3}, temperature {4}")
  @CsvSource({
    "BERT4REC, BERT4REC, FULL, FUNCTIONS, 0.7",
    "SASREC, SASREC, FULL, NONE, 1",
    "SASREC, BERT4REC, FULL, PROGRAM, 0.7",
    "SASREC, GRU4REC, SAMPLED, FUNCTIONS, 1",
    "BSAREC, SASREC, SAMPLED, NONE, 2"
  })
  void aTeacherIsOneMoreNetworkInDistillationThatDoesNotLearn(
      EncoderKind student,
      EncoderKind teacher,
      ItemLossKind itemLoss,
      Compilation compilation,
      double temperature)
      throws IOException {
    TrainingConfiguration both =
        configuration(shape(List.of(student, teacher), 2), itemLoss, temperature, Optional.empty());
    TrainingConfiguration alone =
        configuration(
            shape(List.of(student), 1),
            itemLoss,
            temperature,
            Optional.of(new Teacher("shop@1", shape(List.of(teacher), 1))));
    TrainingBatch batch = TinyTraining.schedule(both).batch(0);
    try (TensorFlowTrainer pair = trainer(both, compilation);
        TensorFlowTrainer learner = trainer(alone, compilation)) {
      assign(learner, 0, network(pair, 0));
      learner.learnFrom(version(List.of(teacher), network(pair, 1)));

      assertThat(learner.of(batch).distillation())
          .isGreaterThan(0.01)
          .isCloseTo(pair.of(batch).distillation(), within(1e-4));
      Map<String, float[]> expected = pair.gradients(batch);
      learner
          .gradients(batch)
          .forEach(
              (name, gradient) ->
                  assertThat(gradient)
                      .as(name)
                      .containsExactly(Objects.requireNonNull(expected.get(name)), within(2e-5f)));
    }
  }

  @Test
  void theLogitsOfATeacherAreTheMeanOfItsNetworks() throws IOException {
    List<EncoderKind> sasrec = List.of(EncoderKind.SASREC);
    TrainingConfiguration learning =
        configuration(
            shape(sasrec, 1),
            ItemLossKind.FULL,
            1,
            Optional.of(new Teacher("shop@1", shape(sasrec, 2))));
    TrainingBatch batch = TinyTraining.schedule(learning).batch(0);
    try (TensorFlowTrainer pair =
            trainer(
                configuration(shape(sasrec, 2), ItemLossKind.FULL, 1, Optional.empty()),
                Compilation.NONE);
        TensorFlowTrainer learner = trainer(learning, Compilation.FUNCTIONS)) {
      Map<String, float[]> first = network(pair, 0);
      Map<String, float[]> second = network(pair, 1);
      assign(learner, 0, first);

      learner.learnFrom(version(sasrec, first, first));
      assertThat(learner.of(batch).distillation()).isCloseTo(0, within(1e-6));
      learner.learnFrom(version(sasrec, first, second));
      double ofBoth = learner.of(batch).distillation();
      learner.learnFrom(version(sasrec, second, first));
      assertThat(learner.of(batch).distillation()).isCloseTo(ofBoth, within(1e-6));
      learner.learnFrom(version(sasrec, second, second));
      assertThat(learner.of(batch).distillation()).isGreaterThan(2 * ofBoth);
    }
  }

  @Test
  void aTrainingThatIsResumedLearnsFromItsTeacherAsIfItHadNotStopped() throws IOException {
    List<EncoderKind> sasrec = List.of(EncoderKind.SASREC);
    TrainingConfiguration learning =
        configuration(
            shape(List.of(EncoderKind.GRU4REC), 1),
            ItemLossKind.FULL,
            1,
            Optional.of(new Teacher("shop@1", shape(sasrec, 2))));
    BatchSchedule schedule = TinyTraining.schedule(learning);
    Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
    Path teacher = Files.createDirectory(folder.resolve("teacher"));
    try (TensorFlowTrainer taught =
        trainer(
            configuration(shape(sasrec, 2), ItemLossKind.FULL, 1, Optional.empty()),
            Compilation.NONE)) {
      taught.saveWeights(teacher);
    }
    List<LossTerms> uninterrupted;
    try (TensorFlowTrainer learner = trainer(learning, Compilation.FUNCTIONS)) {
      learner.learnFrom(teacher);
      TinyTraining.steps(learner, schedule, 0, 2);
      learner.saveCheckpoint(checkpoint);
      uninterrupted = TinyTraining.steps(learner, schedule, 2, STEPS);
    }
    try (TensorFlowTrainer resumed = trainer(learning, Compilation.FUNCTIONS)) {
      resumed.learnFrom(teacher);
      resumed.restoreCheckpoint(checkpoint);
      assertThat(TinyTraining.steps(resumed, schedule, 2, STEPS)).isEqualTo(uninterrupted);
    }
    assertThat(uninterrupted).allSatisfy(l -> assertThat(l.distillation()).isPositive());
  }

  @Test
  void withoutTheTeachersWeightsNoStepIsDone() {
    TrainingConfiguration learning =
        configuration(
            shape(List.of(EncoderKind.SASREC), 1),
            ItemLossKind.FULL,
            1,
            Optional.of(new Teacher("shop@1", shape(List.of(EncoderKind.SASREC), 1))));
    TrainingBatch batch = TinyTraining.schedule(learning).batch(0);
    try (TensorFlowTrainer learner = trainer(learning, Compilation.NONE)) {
      assertThatThrownBy(() -> learner.step(batch, 0)).hasMessageContaining("teacher.network.0.");
    }
  }
}
