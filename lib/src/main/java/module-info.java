/** Go's concurrency for Java's virtual threads: channels, select, context and structured scopes. */
@org.jspecify.annotations.NullMarked
module dev.sluice {
    requires static transitive org.jspecify;

    exports dev.sluice;
}
