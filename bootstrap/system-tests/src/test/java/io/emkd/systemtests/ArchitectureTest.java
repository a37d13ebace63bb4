package io.emkd.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Which module may know which; each module has rules of its own for what is inside it. */
@AnalyzeClasses(packages = "io.emkd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] ADAPTERS = {
    "io.emkd.tensorflow..", "io.emkd.storage..", "io.emkd.grpc.."
  };

  @ArchTest
  static final ArchRule modulesFormNoCycle =
      slices().matching("io.emkd.(*)..").should().beFreeOfCycles();

  /** NullAway looks at no other; the protocol's classes are generated. */
  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .that()
          .resideOutsideOfPackages("io.emkd.v1..", "io.emkd.inference..")
          .should(
              new ArchCondition<JavaClass>("be in a package that is @NullMarked") {
                @Override
                public void check(JavaClass known, ConditionEvents events) {
                  events.add(
                      new SimpleConditionEvent(
                          known,
                          known.getPackage().isAnnotatedWith(NullMarked.class),
                          known.getName()
                              + " is in a package whose package-info does not say @NullMarked"));
                }
              });

  @ArchTest
  static final ArchRule theTensorFlowAdapterKnowsNoOther =
      noClasses()
          .that()
          .resideInAPackage(ADAPTERS[0])
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ADAPTERS[1], ADAPTERS[2], "io.emkd.v1..", "io.emkd.inference..");

  @ArchTest
  static final ArchRule theStorageAdapterKnowsNoOther =
      noClasses()
          .that()
          .resideInAPackage(ADAPTERS[1])
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ADAPTERS[0], ADAPTERS[2], "io.emkd.v1..", "io.emkd.inference..");

  @ArchTest
  static final ArchRule theProtocolsAdapterKnowsNoOther =
      noClasses()
          .that()
          .resideInAPackage(ADAPTERS[2])
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ADAPTERS[0], ADAPTERS[1]);

  @ArchTest
  static final ArchRule theClientsCommandsKnowTheProtocolAlone =
      noClasses()
          .that()
          .resideInAPackage("io.emkd.cli..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.emkd..")
                  .and(not(resideInAnyPackage("io.emkd.cli..", "io.emkd.v1.."))));

  @ArchTest
  static final ArchRule theEventsOfKafkaKnowTheDomainAndTheProtocolAlone =
      noClasses()
          .that()
          .resideInAPackage("io.emkd.kafka..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.emkd..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.emkd.kafka..", "io.emkd.domain..", "io.emkd.v1.."))));

  @ArchTest
  static final ArchRule reportsKnowTheDomainAlone =
      noClasses()
          .that()
          .resideInAPackage("io.emkd.report..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.emkd..")
                  .and(not(resideInAnyPackage("io.emkd.report..", "io.emkd.domain.."))));

  @ArchTest
  static final ArchRule nothingElseKnowsKafkasClients =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.emkd.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule theServerAloneKnowsTheEventsOfKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.emkd.kafka..", "io.emkd.server..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.emkd.kafka..");

  @ArchTest
  static final ArchRule theObjectGraphKnowsNoFrameworkButDagger =
      noClasses()
          .that()
          .resideInAPackage("io.emkd.assembly..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micronaut..", "picocli..", "io.emkd.server..", "io.emkd.cli..");

  @ArchTest
  static final ArchRule aServerNeedsNoBenchmarkDemoOrExperiment =
      noClasses()
          .that()
          .resideInAnyPackage("io.emkd.server..", "io.emkd.assembly..", "io.emkd.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.emkd.benchmarks..", "io.emkd.demo..", "io.emkd.experiments..");
}
