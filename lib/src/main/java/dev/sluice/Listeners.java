package dev.sluice;

import org.jspecify.annotations.Nullable;

// Floor: scopes
/** The listeners of a context, in the order in which they came: a doubly linked list, and the lock that guards it. */
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

    /** Takes out all listeners and lets each tell the cancellation. */
    void moveTo(Cancellation cancellation) {
        for (Listener listener; (listener = first) != null; ) {
            remove(listener);
            listener.tell(cancellation);
        }
    }
}
