/** A live page of what a program does; Sluice as Micrometer's meters, and a carrier for its context propagation. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-transitive-automatic") // Micrometer has fixed names, and no module descriptors
module dev.sluice.observe {
    requires transitive dev.sluice;
    requires static transitive org.jspecify;
    requires jdk.httpserver;
    requires static transitive context.propagation;
    requires static transitive micrometer.core;

    exports dev.sluice.observe;

    provides dev.sluice.inspect.LiveView with
            dev.sluice.observe.live.LiveStart;
}
