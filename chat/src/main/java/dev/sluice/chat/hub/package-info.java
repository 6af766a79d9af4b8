/**
 * The rooms and the people in them: who hears what, in which order, and when it is acknowledged.
 *
 * <p>All of this is the business of one goroutine, which runs {@link dev.sluice.chat.hub.Hub#run}. It waits for nothing but what comes in:
 * what the store is asked for comes back as an {@linkplain dev.sluice.chat.hub.Questions answer}, and what clients are to get is handed
 * to {@linkplain dev.sluice.chat.hub.Shard shards}, which take it at once. The package knows clients as an interface, and nothing of
 * sockets.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.chat.hub;
