/** Fake time, deterministic schedules and leak checks, for tests of code that uses Sluice. */
@org.jspecify.annotations.NullMarked
module dev.sluice.testkit {
    requires transitive dev.sluice;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires static java.instrument;
    requires static jdk.attach;

    exports dev.sluice.testkit;

    opens dev.sluice.testkit to
            org.junit.platform.commons; // makes the extensions
}
