package dev.sluice.flow;

import dev.sluice.Channel;

/**
 * What connects two stations: the queue between them, and the one that fills it.
 *
 * @param queue holds the items that one has passed on and the other hasn't taken in
 * @param upstream the station that sends; it is told when its items aren't wanted any more
 */
record Link<T>(Channel<Item<T>> queue, Upstream upstream) {
    /** What can be told that its items aren't wanted any more. */
    @FunctionalInterface
    interface Upstream {
        void leave();
    }

    /** Says that nothing will be received from this any more. */
    void leave() {
        queue.cancel();
        upstream.leave();
    }
}
