package dev.sluice.remote;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.remote", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule only_what_users_see_of_sluice_is_used = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sluice.internal..", "dev.sluice.runtime..");

    @ArchTest
    static final ArchRule only_codecs_know_jackson = noClasses()
            .that()
            .doNotBelongToAnyOf(Codec.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("tools.jackson..");

    @ArchTest
    static final ArchRule what_is_public_is_final_or_an_interface_or_an_exception = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and()
            .areNotAssignableTo(Exception.class)
            .should()
            .haveModifier(JavaModifier.FINAL);
}
