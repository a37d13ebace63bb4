package io.emkd.tensorflow;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.emkd.domain.configuration.EncoderKind;
import io.emkd.tensorflow.device.CudaToolkit;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.device.MatrixProductCeiling;
import io.emkd.tensorflow.engine.TensorFlowEngine;
import io.emkd.tensorflow.events.EventFiles;
import io.emkd.tensorflow.golden.GoldenVectors;
import io.emkd.tensorflow.graph.encoder.NetworkEncoder;
import io.emkd.tensorflow.index.IndexRecall;
import io.emkd.tensorflow.index.IndexSettings;
import io.emkd.tensorflow.memory.TrainingMemory;
import io.emkd.tensorflow.memory.TrainingRoom;
import io.emkd.tensorflow.process.TrainingInAProcess;
import io.emkd.tensorflow.recbole.RecBoleCheckpoints;
import java.util.Locale;
import java.util.Set;

@AnalyzeClasses(
    packages = "io.emkd.tensorflow",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** What other modules may use. */
  private static final Set<Class<?>> ENTRY_POINTS =
      Set.of(
          TensorFlowEngine.class,
          TrainingInAProcess.class,
          Device.class,
          IndexSettings.class,
          TrainingRoom.class,
          EventFiles.class,
          RecBoleCheckpoints.class,
          // For measurements.
          IndexRecall.class,
          CudaToolkit.class,
          GoldenVectors.class,
          MatrixProductCeiling.class,
          TrainingMemory.class);

  @ArchTest
  static final ArchRule theAdapterKnowsTheDomainAndTensorFlowAndNoOtherAdapter =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.emkd.tensorflow..",
              "io.emkd.domain..",
              "org.tensorflow..",
              "org.bytedeco.javacpp..",
              "io.github.jbellis.jvector..",
              "net.razorvine.pickle..",
              "com.fasterxml.jackson..",
              "com.google.protobuf..",
              "org.slf4j..",
              "org.jspecify.annotations..",
              "java..");

  @ArchTest
  static final ArchRule noPackagesFormACycle =
      slices().matching("io.emkd.tensorflow.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingIsPublicButEntryPointsAndWhatAnotherPackageUses =
      classes()
          .that(modifier(JavaModifier.PUBLIC))
          .and(not(JavaClass.Predicates.belongToAnyOf(ENTRY_POINTS.toArray(Class<?>[]::new))))
          .and()
          .areTopLevelClasses()
          .should(beUsedByAnotherPackage());

  @ArchTest
  static final ArchRule theGraphSaysWhatIsComputedAndKnowsNothingOfWhatRunsIt =
      noClasses()
          .that()
          .resideInAPackage("io.emkd.tensorflow.graph..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.emkd.tensorflow..")
                  .and(not(resideInAPackage("io.emkd.tensorflow.graph.."))));

  @ArchTest
  static void everyEncoderHasAFolderThatItsRegistrationAloneKnows(JavaClasses classes) {
    for (EncoderKind kind : EncoderKind.values()) {
      String folder = "io.emkd.tensorflow.graph.encoder." + kind.name().toLowerCase(Locale.ROOT);
      assertThat(classes.that(resideInAPackage(folder).and(assignableTo(NetworkEncoder.class))))
          .as("encoders in " + folder)
          .hasSize(1);
      noClasses()
          .that()
          .resideOutsideOfPackage(folder)
          .and()
          .doNotHaveSimpleName("NetworkEncoders")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(folder)
          .check(classes);
    }
  }

  @ArchTest
  static final ArchRule theIndexAloneKnowsItsLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.emkd.tensorflow.index..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.jbellis..");

  @ArchTest
  static final ArchRule filesOfPyTorchAloneArePickles =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.emkd.tensorflow.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.razorvine..");

  @ArchTest
  static final ArchRule goldenCasesAloneAreJson =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.emkd.tensorflow.golden..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson..");

  private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
    return new ArchCondition<>("be used by another package of this module") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        boolean used =
            item.getDirectDependenciesToSelf().stream()
                .anyMatch(
                    dependency ->
                        !dependency
                            .getOriginClass()
                            .getPackageName()
                            .equals(item.getPackageName()));
        events.add(
            new SimpleConditionEvent(
                item, used, item.getName() + " is public, though only its own package uses it"));
      }
    };
  }
}
