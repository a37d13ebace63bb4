package io.emkd.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.emkd.domain.ensemble.EnsembleScorer;
import io.emkd.domain.ensemble.ItemSimilarity;
import io.emkd.domain.ensemble.NetworkScorer;
import io.emkd.domain.ensemble.SequenceEncoder;

@AnalyzeClasses(packages = "io.emkd.domain", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule theDomainKnowsPlainJavaAndItselfAlone =
      classes()
          .that()
          .resideInAPackage("io.emkd.domain..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.emkd.domain..",
              "org.jspecify.annotations",
              "java.lang..",
              "java.util..",
              "java.security..",
              "java.time..",
              "java.nio.charset..",
              "java.nio.file..",
              "java.io..");

  @ArchTest
  static final ArchRule noPackagesFormACycle =
      slices().matching("io.emkd.domain.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatARequestWantsComputedGoesThroughTheQueueOfServing =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.emkd.domain.ensemble", "io.emkd.domain.serving")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              EnsembleScorer.class,
              NetworkScorer.class,
              ItemSimilarity.class,
              SequenceEncoder.class);

  @ArchTest
  static final ArchRule whatAnswersKnowsNothingOfWhatTrains =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.emkd.domain.dataset",
              "io.emkd.domain.ensemble",
              "io.emkd.domain.registry",
              "io.emkd.domain.serving",
              "io.emkd.domain.evaluation",
              "io.emkd.domain.recommendation")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.emkd.domain.sampling", "io.emkd.domain.training", "io.emkd.domain.release");
}
