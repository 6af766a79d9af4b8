package dev.sluice;

import dev.sluice.runtime.World;
import java.io.Serial;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * A context as a node of the tree: whether it is cancelled and why, what listens to it, and how it hears of those above it. What it
 * carries, and what runs in it, is {@link Context}'s.
 */
abstract class ContextNode extends Governor {
    /*
     * One lock is held at a time. Attaching goes upwards, cancelling and marking go downwards; so two that meet on their ways
     * can't wait for each other. All ways are loops: a chain of contexts may be longer than a stack is deep.
     *
     * Invariant: a context that isn't cancelled stands in the lists of its parents, and its own deadline has a timer, if and
     * only if it has listeners, of which its done channel is one. One that has none finds out when asked, from its parents and the
     * clock. While the invariant is being brought about again, the call that has changed the listeners sees to it; see Attachment.
     */

    /** The cause of a context that was closed. It has no stack trace, since every block that ends in good order makes one. */
    private static final class Closed extends CancelledException {
        @Serial
        private static final long serialVersionUID = 1L;

        Closed() {
            super("the context was closed", null);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    static {
        Cancellation.load(); // while there is memory for that
    }

    private final @Nullable ContextNode parent;
    private final @Nullable ContextNode secondParent;

    /** The earliest deadline of this context and those above it, or NEVER. */
    private final long deadlineNanos;

    /** Whether that deadline is this context's own, and not one of a parent's. */
    private final boolean ownsDeadline;

    /** Whether it is detached from what is around the code that runs in it, or made from one that is. */
    private final boolean shield;

    private final Listeners listeners = new Listeners();

    // Guarded by the lock of the listeners; the cause is also read without it.
    private volatile @Nullable Throwable cause;
    private @Nullable Channel<Void> done;

    /** Also read without the lock, as a guess. */
    private @Nullable Attachment attachment;

    ContextNode(
            @Nullable ContextNode parent,
            @Nullable ContextNode secondParent,
            long deadlineNanos,
            boolean ownsDeadline,
            boolean shield) {
        this.parent = parent;
        this.secondParent = secondParent;
        this.deadlineNanos = deadlineNanos;
        this.ownsDeadline = ownsDeadline;
        this.shield = shield;
    }

    /** Whether it is the root of all, which nothing cancels. */
    abstract boolean isBackground();

    final long deadlineNanos() {
        return deadlineNanos;
    }

    /** Whether it has a deadline. */
    final boolean endsByClock() {
        return deadlineNanos != Wait.NEVER;
    }

    @Override
    final boolean isShield() {
        return shield;
    }

    // Whether it is cancelled

    /** Returns why it is cancelled, or null; finds that out from the clock, and from those above, if it wasn't told. */
    @Nullable
    final Throwable findCause() {
        if (cause == null) {
            Throwable found = nearestCause();
            if (found != null) {
                Cancellation.of(this, found);
            }
        }
        return cause;
    }

    /** Looks for the nearest reason to be cancelled, in this context and above, that this one wasn't told of. */
    private @Nullable Throwable nearestCause() {
        Set<ContextNode> merged = null;
        Deque<ContextNode> secondParents = null;
        for (ContextNode each = this; each != null; ) {
            Throwable known = each.causeByItself();
            if (known != null) {
                return known;
            }
            ContextNode next = each.parent;
            if (each.secondParent != null) {
                if (merged == null || secondParents == null) {
                    merged = new HashSet<>();
                    secondParents = new ArrayDeque<>();
                }
                if (merged.add(each)) {
                    secondParents.push(each.secondParent);
                } else {
                    next = null;
                }
            }
            each = next != null || secondParents == null ? next : secondParents.poll();
        }
        return null;
    }

    /** Returns the cause as far as this context knows, without those above. */
    private @Nullable Throwable causeByItself() {
        if (cause == null && ownsDeadline && deadlineNanos - World.current().nanoTime() <= 0) {
            Cancellation.of(this, deadlineExceeded());
        }
        return cause;
    }

    static DeadlineExceededException deadlineExceeded() {
        return new DeadlineExceededException("the deadline was exceeded", null);
    }

    /** Why it is cancelled, as far as that was noticed: asks no other, and changes nothing. */
    @Nullable
    final Throwable causeSoFar() {
        return cause;
    }

    @Override
    final void notice() {
        if (findCause() != null) {
            synchronized (listeners) {
                // The call that marks it tells the listeners while it holds this lock.
            }
        }
    }

    // Cancelling

    /** Cancels this context as part of another operation: no step, since the caller may hold a lock. */
    final boolean cancelWithin(Throwable why) {
        return findCause() == null && Cancellation.of(this, why);
    }

    /** Closes this context as part of another operation. */
    final void closeWithin() {
        if (cause == null) {
            cancelWithin(closing());
        }
    }

    /** Returns the cause of a context that is closed in good order. */
    static CancelledException closing() {
        return new Closed();
    }

    /** Whether a context with this cause was closed in good order. */
    static boolean isClosing(Throwable cause) {
        return cause instanceof Closed;
    }

    /** Marks this context, and moves those that are to be told into the cancellation; returns false if it was marked. */
    final boolean mark(Cancellation cancellation) {
        Attachment loose;
        synchronized (listeners) {
            if (cause != null) {
                return false;
            }
            cause = cancellation.cause();
            listeners.moveTo(cancellation);
            loose = attachment;
            attachment = null;
        }
        Attachment.detach(loose);
        return true;
    }

    // Listening, which attaches a context to its parents

    /** Adds a listener, which will be told once of the cancellation; returns false if that has been. */
    final boolean listen(Listener listener) {
        if (isBackground()) {
            return true;
        }
        Stack.touch(); // for the way up, and back
        Attachment prepared = seemsToNeedAttachment() ? Attachment.prepare(this) : null;
        try {
            Attachment toAttach;
            synchronized (listeners) {
                if (cause != null) {
                    return false;
                }
                toAttach = takeAttachment(prepared);
                listeners.add(listener);
            }
            try {
                Attachment.attach(toAttach);
                findCause(); // finds, and tells the listener, what had happened before the attachment
            } catch (Throwable thrown) {
                unlisten(listener);
                throw thrown;
            }
        } finally {
            if (prepared != null) {
                prepared.dropUnused();
            }
        }
        return true;
    }

    /** Adds a listener; tells it at once if this context is cancelled. */
    final void listenOrTell(Listener listener) {
        if (!listen(listener)) {
            Cancellation.tellLate(listener, Objects.requireNonNull(cause));
        }
    }

    /** Takes a listener back, unless it has been told. */
    final void unlisten(Listener listener) {
        Attachment.detach(remove(listener));
    }

    /** Returns the channel that is closed when this is cancelled, always the same one. */
    final Channel<Void> doneChannel() {
        Channel<Void> known = doneSoFar();
        if (known == null) {
            var listener = new Listener.Done(Channel.signal("done", endsByClock()));
            listenOrTell(listener); // before others know it: a cancellation must not come between
            known = publish(listener.channel);
            if (known != listener.channel) {
                unlisten(listener);
            }
        }
        findCause(); // finds, and closes the channel for, what had happened before the attachment
        return known;
    }

    private @Nullable Channel<Void> doneSoFar() {
        synchronized (listeners) {
            return done;
        }
    }

    private Channel<Void> publish(Channel<Void> made) {
        synchronized (listeners) {
            Channel<Void> first = done == null ? made : done;
            done = first;
            return first;
        }
    }

    // For attachments

    /**
     * Adds a context below to the listeners, if it is still attached by then. If this one is cancelled, so is that.
     *
     * @return the attachment of this context, if that has to be attached now
     */
    @Nullable
    final Attachment addChild(Listener link, Attachment below, @Nullable Attachment prepared) {
        if (isBackground()) {
            return null;
        }
        Throwable why;
        synchronized (listeners) {
            why = cause;
            if (why == null && !below.isDetached()) {
                Attachment toAttach = takeAttachment(prepared);
                listeners.add(link);
                return toAttach;
            }
        }
        if (why != null) {
            below.cancel(why);
        }
        return null;
    }

    /** Takes out a listener; returns the attachment of this context, if that has to be detached now. */
    @Nullable
    final Attachment remove(Listener listener) {
        synchronized (listeners) {
            listeners.remove(listener);
            if (!listeners.isEmpty()) {
                return null;
            }
            Attachment toDetach = attachment;
            attachment = null;
            return toDetach;
        }
    }

    /** Whether a listener would find it without an attachment, as far as can be seen without the lock. */
    final boolean seemsToNeedAttachment() {
        return attachment == null && cause == null && !isBackground();
    }

    /** Makes an attachment for it, with its timer, which it doesn't have yet. */
    final Attachment makeAttachment() {
        return Attachment.of(this, parent, secondParent, ownsDeadline ? deadlineNanos : Wait.NEVER);
    }

    /** Gives it an attachment if it has none, and returns that; the caller holds the lock, and attaches it without. */
    private @Nullable Attachment takeAttachment(@Nullable Attachment prepared) {
        if (attachment != null || isBackground()) {
            return null;
        }
        Attachment taken = prepared;
        if (taken == null || !taken.use()) {
            taken = makeAttachment();
            taken.use();
        }
        attachment = taken;
        return taken;
    }
}
