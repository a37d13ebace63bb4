package io.emkd.grpc.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.domain.configuration.ItemLossKind;
import io.emkd.domain.configuration.MaskingConfiguration;
import io.emkd.domain.configuration.Objective;
import io.emkd.domain.configuration.OptimizerConfiguration;
import io.emkd.domain.configuration.OptimizerKind;
import io.emkd.domain.configuration.Precision;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violation;
import io.emkd.v1.Encoder;
import io.emkd.v1.ItemLoss;
import io.emkd.v1.LearningRateSchedule;
import io.emkd.v1.Optimizer;
import io.emkd.v1.Preset;
import io.emkd.v1.TrainingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client asks a training for. */
class TrainingConfigurationsTest {
  private static final TrainingOptions NONE = TrainingOptions.getDefaultInstance();

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void whatAPresetStandsForComesBackFromItsOptions(Preset preset) {
    TrainingConfiguration configuration = TrainingConfigurations.of(preset, NONE);

    assertThat(
            TrainingConfigurations.of(
                Preset.PRESET_SMALL, TrainingConfigurations.options(configuration)))
        .isEqualTo(configuration);
  }

  @Test
  void thePresetThatNobodyNamesIsTheSmallOne() {
    assertThat(TrainingConfigurations.of(Preset.PRESET_UNSPECIFIED, NONE))
        .isEqualTo(TrainingConfigurations.of(Preset.PRESET_SMALL, NONE));
  }

  @Test
  void anOptionThatIsGivenReplacesThePresetsAndTheOthersStay() {
    TrainingConfiguration plain = TrainingConfigurations.of(Preset.PRESET_BEAUTY, NONE);
    TrainingConfiguration changed =
        TrainingConfigurations.of(
            Preset.PRESET_BEAUTY,
            TrainingOptions.newBuilder()
                .setNetworks(4)
                .setDropout(0)
                .setItemLoss(ItemLoss.ITEM_LOSS_SAMPLED)
                .setSampledItems(50)
                .setPrecisionValue(2)
                .build());

    assertThat(changed.ensemble().networks()).isEqualTo(4);
    assertThat(changed.ensemble().dropout()).isZero();
    assertThat(changed.loss().itemLoss().kind()).isEqualTo(ItemLossKind.SAMPLED);
    assertThat(changed.loss().itemLoss().sampledItems()).isEqualTo(50);
    assertThat(changed.precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(changed.ensemble().hiddenSize()).isEqualTo(plain.ensemble().hiddenSize());
    assertThat(changed.schedule()).isEqualTo(plain.schedule());
  }

  @Test
  void eachContrastHasTheWeightOfBothUnlessItHasOneOfItsOwn() {
    TrainingConfiguration none =
        TrainingConfigurations.of(
            Preset.PRESET_BEAUTY, TrainingOptions.newBuilder().setContrastWeight(0).build());
    assertThat(none.loss().intraContrastWeight()).isZero();
    assertThat(none.loss().crossContrastWeight()).isZero();
    TrainingConfiguration one =
        TrainingConfigurations.of(
            Preset.PRESET_BEAUTY,
            TrainingOptions.newBuilder().setCrossContrastWeight(0).setAttributeWeight(2).build());
    assertThat(one.loss().intraContrastWeight()).isEqualTo(0.01);
    assertThat(one.loss().crossContrastWeight()).isZero();
    assertThat(one.loss().attributeWeight()).isEqualTo(2);
    assertThat(TrainingConfigurations.of(Preset.PRESET_SMALL, TrainingConfigurations.options(one)))
        .isEqualTo(one);
  }

  @Test
  void whatNoPresetAsksForArrivesAndComesBack() {
    TrainingOptions given =
        TrainingOptions.newBuilder()
            .setAtLeastOneMask(true)
            .setPrefixShare(0.4)
            .setLearningRateSchedule(LearningRateSchedule.LEARNING_RATE_SCHEDULE_WARMUP_COSINE)
            .setWarmupSteps(7)
            .setWeightDecay(0.01)
            .setWeightAveraging(0.999)
            .setOptimizer(Optimizer.OPTIMIZER_MUON)
            .setInitialDeviation(0.02)
            .setTiedItemHead(true)
            .setSkipMarkovWeight(0.5)
            .build();
    TrainingConfiguration configuration = TrainingConfigurations.of(Preset.PRESET_BEAUTY, given);

    assertThat(configuration.masking())
        .isEqualTo(new MaskingConfiguration(8, 0.15, 1, true, 0.4, Objective.MASKED));
    assertThat(configuration.optimizer())
        .isEqualTo(
            new OptimizerConfiguration(
                OptimizerKind.MUON,
                io.emkd.domain.configuration.LearningRateSchedule.WARMUP_COSINE,
                7,
                0.01,
                0.999));
    assertThat(configuration.ensemble().initialDeviation()).isEqualTo(0.02);
    assertThat(configuration.ensemble().tiedItemHead()).isTrue();
    assertThat(configuration.ensemble().skipMarkovWeight()).isEqualTo(0.5);
    TrainingOptions back = TrainingConfigurations.options(configuration);
    assertThat(back.toBuilder().mergeFrom(given).build()).isEqualTo(back);
    assertThat(TrainingConfigurations.of(Preset.PRESET_SMALL, back)).isEqualTo(configuration);
  }

  @Test
  void encodersArriveEachForItsNetworkAndOneForAll() {
    EnsembleConfiguration mixed =
        TrainingConfigurations.of(
                Preset.PRESET_QUICK,
                TrainingOptions.newBuilder()
                    .addEncoders(Encoder.ENCODER_SASREC)
                    .addEncoders(Encoder.ENCODER_GRU4REC)
                    .build())
            .ensemble();
    assertThat(mixed.networks()).isEqualTo(2);
    assertThat(mixed.encoder(0)).isEqualTo(EncoderKind.SASREC);
    assertThat(mixed.encoder(1)).isEqualTo(EncoderKind.GRU4REC);

    TrainingConfiguration same =
        TrainingConfigurations.of(
            Preset.PRESET_QUICK,
            TrainingOptions.newBuilder()
                .addEncoders(Encoder.ENCODER_BSAREC)
                .setNetworks(4)
                .build());
    assertThat(same.ensemble().networks()).isEqualTo(4);
    assertThat(same.ensemble().encoder(3)).isEqualTo(EncoderKind.BSAREC);
    assertThat(TrainingConfigurations.of(Preset.PRESET_SMALL, TrainingConfigurations.options(same)))
        .isEqualTo(same);
  }

  @ParameterizedTest
  @EnumSource(names = {"ENCODER_SASREC", "ENCODER_GRU4REC"})
  void asManyEncodersAsNetworksAreWantedAlsoWhereTheyAreTheSame(Encoder second) {
    assertThatThrownBy(
            () ->
                TrainingConfigurations.of(
                    Preset.PRESET_QUICK,
                    TrainingOptions.newBuilder()
                        .addEncoders(Encoder.ENCODER_SASREC)
                        .addEncoders(second)
                        .setNetworks(3)
                        .build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("encoders is 2 encoders but must be")
        .hasMessageContaining("which are 3");
  }

  @Test
  void everyEncoderIsCausalWhereTheNextItemIsAskedFor() {
    assertThatThrownBy(
            () ->
                TrainingConfigurations.of(
                    Preset.PRESET_SMALL,
                    TrainingOptions.newBuilder()
                        .setObjective(io.emkd.v1.Objective.OBJECTIVE_NEXT_ITEM)
                        .build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("objective is next_item but must be masked");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNRECOGNIZED", "PRESET_QUICK"})
  void noPresetButOursHasWhatThePaperDoesNot(Preset preset) {
    TrainingConfiguration configuration = TrainingConfigurations.of(preset, NONE);
    assertThat(configuration.optimizer()).isEqualTo(OptimizerConfiguration.PAPER);
    assertThat(configuration.masking().atLeastOneMask()).isFalse();
    assertThat(configuration.masking().prefixShare()).isZero();
    assertThat(configuration.ensemble().initialDeviation()).isOne();
    assertThat(configuration.ensemble().tiedItemHead()).isFalse();
    assertThat(configuration.ensemble().skipMarkovWeight()).isZero();
  }

  @Test
  void theQuickPresetAsksForEveryNextItem() {
    TrainingConfiguration configuration = TrainingConfigurations.of(Preset.PRESET_QUICK, NONE);
    assertThat(configuration.masking().objective()).isEqualTo(Objective.NEXT_ITEM);
    assertThat(configuration.optimizer().optimizer()).isEqualTo(OptimizerKind.MUON);
  }

  @ParameterizedTest
  @CsvSource({
    "PRESET_SMALL, ENCODER_SASREC, NEXT_ITEM",
    "PRESET_BEAUTY, ENCODER_GRU4REC, NEXT_ITEM",
    "PRESET_QUICK, ENCODER_BERT4REC, MASKED",
    "PRESET_QUICK, ENCODER_BSAREC, MASKED",
  })
  void theObjectiveThatNobodyNamesFollowsFromTheEncodersWhateverThePreset(
      Preset preset, Encoder encoder, Objective objective) {
    TrainingOptions given = TrainingOptions.newBuilder().addEncoders(encoder).build();
    assertThat(TrainingConfigurations.of(preset, given).masking().objective()).isEqualTo(objective);
    assertThat(
            TrainingConfigurations.of(
                    preset,
                    given.toBuilder()
                        .setObjective(io.emkd.v1.Objective.OBJECTIVE_MASKED)
                        .addEncoders(Encoder.ENCODER_SASREC)
                        .build())
                .masking()
                .objective())
        .isEqualTo(Objective.MASKED);
  }

  @Test
  void oneEncoderAmongSeveralThatSeesWhatComesAfterIsEnoughForMasks() {
    assertThat(
            TrainingConfigurations.of(
                    Preset.PRESET_QUICK,
                    TrainingOptions.newBuilder()
                        .addEncoders(Encoder.ENCODER_SASREC)
                        .addEncoders(Encoder.ENCODER_BSAREC)
                        .build())
                .masking()
                .objective())
        .isEqualTo(Objective.MASKED);
  }

  @Test
  void everyOptionOutOfRangeIsNamedAtOnce() {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                TrainingConfigurations.of(
                    Preset.PRESET_SMALL,
                    TrainingOptions.newBuilder()
                        .setHiddenSize(-1)
                        .setMaskProbability(2)
                        .setTemperature(-1)
                        .setEpochs(0)
                        .setItemLossValue(9)
                        .build()));

    assertThat(refused.violations())
        .extracting(Violation::field)
        .contains("hidden_size", "mask_probability", "temperature", "epochs", "item_loss");
  }

  @Test
  void whatIsOutOfRangeOfTheOptionsBeyondThePapersIsNamedAtOnceToo() {
    InvalidInputException refused =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                TrainingConfigurations.of(
                    Preset.PRESET_SMALL,
                    TrainingOptions.newBuilder()
                        .setPrefixShare(1.1)
                        .setWarmupSteps(-1)
                        .setWeightDecay(-0.1)
                        .setWeightAveraging(1)
                        .setInitialDeviation(0)
                        .build()));

    assertThat(refused.violations())
        .extracting(Violation::field)
        .containsExactlyInAnyOrder(
            "prefix_share",
            "warmup_steps",
            "weight_decay",
            "weight_averaging",
            "initial_deviation");
  }

  @ParameterizedTest
  @CsvSource({
    "temperature, 1e-300, 0.001 to 1000",
    "temperature, 1e300, 0.001 to 1000",
    "temperature, NaN, 0.001 to 1000",
    "contrast_weight, 1e300, 0 to 1e38",
    "distillation_weight, Infinity, 0 to 1e38",
    "attribute_weight, 1e300, 0 to 1e38",
    "learning_rate, 1e-300, 0.000000001 to 10",
    "initial_deviation, 1e-300, 0.000001 to 10",
    "skip_markov_weight, 1e300, 0 to 100",
    "skip_markov_weight, -0.1, 0 to 100",
    "skip_markov_weight, NaN, 0 to 100"
  })
  void whatNoFloatCanComputeWithIsRefusedRatherThanFoundOutInAStep(
      String option, double value, String valid) {
    TrainingOptions given =
        TrainingOptions.newBuilder()
            .setField(TrainingOptions.getDescriptor().findFieldByName(option), value)
            .build();
    assertThatThrownBy(() -> TrainingConfigurations.of(Preset.PRESET_QUICK, given))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(option + " is " + value + " but must be " + valid);
  }

  @Test
  void whatTheProtocolDoesNotNameIsRefused() {
    assertThatThrownBy(() -> TrainingConfigurations.of(Preset.UNRECOGNIZED, NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1, beauty, 2, toys, 3, ml-1m, 4, small, or 5, quick");
    assertThatThrownBy(
            () ->
                TrainingConfigurations.of(
                    Preset.PRESET_SMALL, TrainingOptions.newBuilder().setPrecisionValue(9).build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("precision is 9 but must be 1, float32, or 2, bfloat16");
    assertThatThrownBy(
            () ->
                TrainingConfigurations.of(
                    Preset.PRESET_SMALL,
                    TrainingOptions.newBuilder().setLearningRateScheduleValue(9).build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("learning_rate_schedule is 9 but must be 1, constant, or 2, warmup_cosine");
    assertThatThrownBy(
            () ->
                TrainingConfigurations.of(
                    Preset.PRESET_SMALL, TrainingOptions.newBuilder().setOptimizerValue(9).build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("optimizer is 9 but must be 1, adam, or 2, muon");
  }
}
