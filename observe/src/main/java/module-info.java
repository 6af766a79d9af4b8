/** Sluice as Micrometer's meters. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-transitive-automatic") // Micrometer has a fixed name, and no module descriptor
module dev.sluice.observe {
    requires transitive dev.sluice;
    requires static transitive org.jspecify;
    requires transitive micrometer.core;

    exports dev.sluice.observe;
}
