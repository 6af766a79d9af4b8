package dev.sluice.thumbs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.thumbs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("dev.sluice.thumbs.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule parts_don_t_know_the_whole = noClasses()
            .that()
            .resideInAPackage("dev.sluice.thumbs.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.thumbs");

    @ArchTest
    static final ArchRule the_image_backend_knows_nothing_of_the_rest = classes()
            .that()
            .resideInAPackage("dev.sluice.thumbs.image")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.sluice",
                    "dev.sluice.thumbs.list",
                    "dev.sluice.thumbs.store",
                    "dev.sluice.thumbs.report",
                    "dev.sluice.thumbs.file");
}
