package dev.sluice.chat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.chat", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("dev.sluice.chat.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule parts_don_t_know_the_whole = noClasses()
            .that()
            .resideInAPackage("dev.sluice.chat.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.chat");

    @ArchTest
    static final ArchRule only_the_transport_and_the_load_know_netty = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice.chat.net..", "dev.sluice.chat.load..", "dev.sluice.chat")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule the_protocol_knows_nothing_of_the_rest = noClasses()
            .that()
            .resideInAPackage("dev.sluice.chat.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.sluice.chat.net..",
                    "dev.sluice.chat.hub..",
                    "dev.sluice.chat.store..",
                    "dev.sluice.chat.auth..",
                    "dev.sluice.chat.client..");
}
