/** Channels, and stages of pipelines, across processes and machines, over NATS JetStream. */
@org.jspecify.annotations.NullMarked
module dev.sluice.nats {
    requires transitive dev.sluice;
    requires static transitive org.jspecify;
    requires io.nats.jnats;
    requires transitive tools.jackson.databind;

    exports dev.sluice.remote;
}
