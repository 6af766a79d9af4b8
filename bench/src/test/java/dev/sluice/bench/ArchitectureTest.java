package dev.sluice.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.bench", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule only_what_the_library_exports_is_measured =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.sluice.runtime..");

    @ArchTest
    static final ArchRule what_measures_doesn_t_know_what_is_measured = noClasses()
            .that()
            .resideInAPackage("dev.sluice.bench")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.bench.*..");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("dev.sluice.bench.(*)..").should().beFreeOfCycles();
}
