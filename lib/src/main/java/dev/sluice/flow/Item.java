package dev.sluice.flow;

/**
 * What goes from stage to stage.
 *
 * @param place which item of the source it was or came from, counted from 1
 * @param value what the user sees of it
 */
record Item<T>(long place, T value) {
    /** Returns an item with another value in the same place. */
    @SuppressWarnings("unchecked")
    <R> Item<R> with(R other) {
        return other == value ? (Item<R>) this : new Item<>(place, other);
    }
}
