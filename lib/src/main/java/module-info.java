/** Go's concurrency for Java's virtual threads: channels, select, context, structured scopes, and the patterns. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the testkit isn't there when the library is compiled
module dev.sluice {
    requires static transitive org.jspecify;
    requires static jdk.jfr;
    requires static java.management;

    uses dev.sluice.inspect.LiveView;

    exports dev.sluice;
    exports dev.sluice.flow;
    exports dev.sluice.function;
    exports dev.sluice.inspect;
    exports dev.sluice.io;
    exports dev.sluice.resilience;
    exports dev.sluice.sync;
    exports dev.sluice.internal to
            dev.sluice.testkit;
    exports dev.sluice.runtime to
            dev.sluice.testkit;
}
