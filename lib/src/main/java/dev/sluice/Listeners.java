package dev.sluice;

import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * Listeners in the order in which they came: those of a context, and the lock that guards them; or those that a cancellation has taken out
 * of their contexts. They are linked by themselves, so that a cancellation needs no memory to take them along.
 */
final class Listeners {
    private @Nullable Listener first;
    private @Nullable Listener last;

    boolean isEmpty() {
        return first == null;
    }

    void add(Listener listener) {
        listener.list = this;
        listener.previous = last;
        listener.next = null;
        if (last == null) {
            first = listener;
        } else {
            last.next = listener;
        }
        last = listener;
    }

    /** Takes out a listener; does nothing if it isn't in this list. */
    void remove(Listener listener) {
        if (listener.list != this) {
            return;
        }
        Listener before = listener.previous;
        Listener after = listener.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        listener.list = null;
        listener.previous = null;
        listener.next = null;
    }

    /** Takes out the first listener; returns null if there is none. */
    @Nullable
    Listener poll() {
        Listener listener = first;
        if (listener != null) {
            remove(listener);
        }
        return listener;
    }

    /** Takes out all listeners and lets each tell the cancellation. */
    void moveTo(Cancellation cancellation) {
        for (Listener listener; (listener = poll()) != null; ) {
            listener.tell(cancellation);
        }
    }
}
