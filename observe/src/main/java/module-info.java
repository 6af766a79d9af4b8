/** Sluice as Micrometer's meters, and a carrier for its context propagation. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-transitive-automatic") // Micrometer has fixed names, and no module descriptors
module dev.sluice.observe {
    requires transitive dev.sluice;
    requires static transitive org.jspecify;
    requires transitive context.propagation;
    requires transitive micrometer.core;

    exports dev.sluice.observe;
}
