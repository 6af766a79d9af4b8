/** Go's concurrency for Java's virtual threads: channels, select, context and structured scopes. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the testkit isn't there when the library is compiled
module dev.sluice {
    requires static transitive org.jspecify;
    requires static jdk.jfr;
    requires static java.management;

    exports dev.sluice;
    exports dev.sluice.inspect;
    exports dev.sluice.flow;
    exports dev.sluice.resilience;
    exports dev.sluice.runtime to
            dev.sluice.testkit;
}
