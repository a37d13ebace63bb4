package io.emkd.storage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.emkd.storage.artifact.local.LocalArtifacts;
import io.emkd.storage.artifact.s3.S3Artifacts;
import io.emkd.storage.artifact.s3.S3Bucket;
import io.emkd.storage.backup.BackupContents;
import io.emkd.storage.backup.EmbeddedBackup;
import io.emkd.storage.backup.EmbeddedRestore;
import io.emkd.storage.sql.PostgresDatabase;
import io.emkd.storage.sql.SqlDatabase;
import io.emkd.storage.sql.SqliteDatabase;
import java.util.Set;

@AnalyzeClasses(packages = "io.emkd.storage", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** What is made where the server is put together, beside the ports. */
  private static final Set<Class<?>> ENTRIES =
      Set.of(
          SqlDatabase.class,
          SqliteDatabase.class,
          PostgresDatabase.class,
          LocalArtifacts.class,
          S3Artifacts.class,
          S3Bucket.class,
          EmbeddedBackup.class,
          EmbeddedRestore.class,
          BackupContents.class);

  @ArchTest
  static final ArchRule noPackagesFormACycle =
      slices().matching("io.emkd.storage.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ofThisServerTheStorageKnowsTheDomainAlone =
      noClasses()
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are another adapter's, the protocol's or the process's",
                  known ->
                      known.getPackageName().startsWith("io.emkd.")
                          && !known.getPackageName().startsWith("io.emkd.domain.")
                          && !known.getPackageName().startsWith("io.emkd.storage.")));

  @ArchTest
  static final ArchRule theStorageKnowsNoProtocolNoTensorFlowAndNoFramework =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..",
              "com.google.protobuf..",
              "org.tensorflow..",
              "io.micronaut..",
              "jakarta..",
              "dagger..");

  @ArchTest
  static final ArchRule theObjectStoresLibraryIsKnownInOneRoom =
      onlyIn("io.emkd.storage.artifact.s3", "software.amazon..");

  @ArchTest
  static final ArchRule theDatabasesLibrariesAreKnownInOneRoom =
      onlyIn(
          "io.emkd.storage.sql",
          "org.jdbi..",
          "com.zaxxer..",
          "org.flywaydb..",
          "org.sqlite..",
          "org.postgresql..");

  @ArchTest
  static final ArchRule theFormatsLibrariesAreKnownInOneRoom =
      onlyIn(
          "io.emkd.storage.formats",
          "org.duckdb..",
          "org.apache.commons..",
          "com.github.luben..",
          "com.fasterxml.jackson.core.type..");

  @ArchTest
  static final ArchRule whatIsPublicIsAPortAnEntryOrUsedByAnotherRoom =
      classes()
          .that()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should(
              new ArchCondition<>("be a port's, an entry, or used by another room") {
                @Override
                public void check(JavaClass known, ConditionEvents events) {
                  boolean justified =
                      isPort(known)
                          || ENTRIES.stream().anyMatch(known::isEquivalentTo)
                          || isUsedByAnotherRoom(known);
                  events.add(
                      new SimpleConditionEvent(
                          known,
                          justified,
                          known.getName() + " is public, but only its own room uses it"));
                }
              });

  private static ArchRule onlyIn(String room, String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }

  private static boolean isPort(JavaClass known) {
    return known.getAllRawInterfaces().stream()
        .anyMatch(port -> port.getPackageName().startsWith("io.emkd.domain."));
  }

  private static boolean isUsedByAnotherRoom(JavaClass known) {
    return known.getDirectDependenciesToSelf().stream()
        .anyMatch(use -> !use.getOriginClass().getPackage().equals(known.getPackage()));
  }
}
