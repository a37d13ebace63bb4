package io.emkd.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
}
