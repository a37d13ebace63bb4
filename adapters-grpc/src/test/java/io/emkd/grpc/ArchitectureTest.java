package io.emkd.grpc;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
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
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.configuration.TrainingConfigurations;
import io.emkd.grpc.security.AccessGuard;
import io.emkd.grpc.security.Authentication;
import io.emkd.grpc.security.CallerLimits;
import io.emkd.grpc.security.CallersFile;
import io.emkd.grpc.security.JwtCallers;
import io.emkd.grpc.security.WatchedFiles;
import io.emkd.grpc.transfer.TransferLimits;
import io.emkd.grpc.wire.CheckedService;
import io.emkd.grpc.wire.FieldLimits;
import io.emkd.grpc.wire.RecommendThreads;
import io.emkd.grpc.wire.RequestMemory;
import io.emkd.grpc.wire.StreamLife;
import io.grpc.BindableService;
import java.util.Set;

@AnalyzeClasses(packages = "io.emkd.grpc", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** What a server is built of, besides the services; the process that builds it is elsewhere. */
  private static final Set<Class<?>> ENTRY_POINTS =
      Set.of(
          CallLimits.class,
          TransferLimits.class,
          CheckedService.class,
          RecommendThreads.class,
          RequestMemory.class,
          StreamLife.class,
          AccessGuard.class,
          Authentication.class,
          CallerLimits.class,
          CallersFile.class,
          JwtCallers.class,
          WatchedFiles.class,
          TrainingConfigurations.class,
          // Of its numbers the compiler leaves copies, and no trace of who uses them.
          FieldLimits.class);

  @ArchTest
  static final ArchRule noPackagesFormACycle =
      slices().matching("io.emkd.grpc.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ofThisServerOnlyDomainAndProtocolAreKnownHere =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.emkd..")
                  .and(
                      resideOutsideOfPackages(
                          "io.emkd.domain..",
                          "io.emkd.v1..",
                          "io.emkd.inference..",
                          "io.emkd.grpc..")));

  @ArchTest
  static final ArchRule neitherDatabasesNorTensorFlowAreKnownHere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.tensorflow..");

  @ArchTest
  static final ArchRule whatServicesShareKnowsNoService =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.emkd.grpc.error..",
              "io.emkd.grpc.wire..",
              "io.emkd.grpc.call..",
              "io.emkd.grpc.security..",
              "io.emkd.grpc.configuration..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.emkd.grpc.dataset..",
              "io.emkd.grpc.item..",
              "io.emkd.grpc.interaction..",
              "io.emkd.grpc.model..",
              "io.emkd.grpc.recommendation..",
              "io.emkd.grpc.inference..",
              "io.emkd.grpc.evaluation..",
              "io.emkd.grpc.training..");

  @ArchTest
  static final ArchRule whatIsPublicIsAnEntryPointOrServesAnotherPackage =
      classes()
          .that()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .and()
          .areNotAssignableTo(BindableService.class)
          .should(beAnEntryPointOrServeAnotherPackage());

  private static ArchCondition<JavaClass> beAnEntryPointOrServeAnotherPackage() {
    return new ArchCondition<>("be an entry point or serve another package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean needed =
            ENTRY_POINTS.stream().anyMatch(type::isEquivalentTo)
                || type.getDirectDependenciesToSelf().stream()
                    .anyMatch(
                        use ->
                            !use.getOriginClass().getPackageName().equals(type.getPackageName()));
        if (!needed) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " is public, and only its own package uses it"));
        }
      }
    };
  }
}
