/** Go's concurrency for Java's virtual threads: channels, select, context, structured scopes, and pipes. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the testkit isn't there when the library is compiled
module dev.sluice {
    requires static transitive org.jspecify;

    exports dev.sluice;
    exports dev.sluice.inspect;
    exports dev.sluice.io;
    exports dev.sluice.runtime to
            dev.sluice.testkit;
}
