package dev.sluice;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** What ties a context that has listeners to those above it, and to the clock. */
final class Attachment extends Timer {
    /*
     * A context makes and drops its attachment under its lock, and the links upwards are made and taken back without: so the
     * two may overtake each other. A link is added under the lock of the context above, unless this is detached by then; and
     * detaching notes that before it takes the link out under the same lock. Whichever comes first, no link stays.
     *
     * While a link isn't there yet, others may already listen below. If the context above turns out to be cancelled, all of
     * them are told, by cancelling this one.
     *
     * For the same reason nothing may go wrong while the links are made. So attachments are prepared, with their timers, for all contexts
     * on the way up that seem to need one, before the first is tied; and all ways are loops. If one that had an attachment has lost it
     * by the time the way gets there, it gets another one then and there. If there is no memory for that, the context below is cancelled: what
     * listens there is told too early, and not never.
     */
    /** When a deadline is tried again that couldn't be told of, for want of memory. */
    private static final Duration AGAIN = Duration.ofMillis(50);

    private final World world = World.current();
    private final ContextNode context;
    private final @Nullable ContextNode parent;
    private final @Nullable ContextNode secondParent;
    private final Listener.Child link;
    private final Listener.@Nullable Child secondLink;

    private volatile boolean detached;

    /** Whether its context has it, or has had it. Guarded by the lock of that context. */
    private boolean used;

    // What was prepared with it: for the contexts above, and the next one of all. Used by the thread that prepares.
    private @Nullable Attachment above;
    private @Nullable Attachment secondAbove;
    private @Nullable Attachment nextPrepared;

    /** The next one to be tied. Used by the thread that has put this into its context. */
    private @Nullable Attachment nextToTie;

    /** The next one to be taken back. Used by the thread that has taken this out of its context. */
    private @Nullable Attachment nextToUntie;

    private Attachment(ContextNode context, @Nullable ContextNode parent, @Nullable ContextNode secondParent) {
        this.context = context;
        this.parent = parent;
        this.secondParent = secondParent;
        this.link = new Listener.Child(context);
        this.secondLink = secondParent == null ? null : new Listener.Child(context);
    }

    /** Makes an attachment, with its timer if the context has a deadline of its own. */
    static Attachment of(
            ContextNode context, @Nullable ContextNode parent, @Nullable ContextNode secondParent, long deadlineNanos) {
        var made = new Attachment(context, parent, secondParent);
        if (deadlineNanos != Wait.NEVER) {
            made.world.timers().start(made, deadlineNanos);
        }
        return made;
    }

    /** Makes attachments for a context and for those above it, as far as they seem to have none; ties nothing yet. */
    static Attachment prepare(ContextNode context) {
        Attachment first = context.makeAttachment();
        try {
            Map<ContextNode, Attachment> merged = null; // where ways upwards meet again, only the first is gone
            Attachment last = first;
            for (Attachment each = first; each != null; each = each.nextPrepared) {
                if (each.secondParent != null && merged == null) {
                    merged = new HashMap<>();
                }
                each.above = each.prepared(each.parent, merged);
                last = last.append(each.above);
                each.secondAbove = each.prepared(each.secondParent, merged);
                last = last.append(each.secondAbove);
            }
            return first;
        } catch (Throwable thrown) {
            first.dropUnused();
            throw thrown;
        }
    }

    private @Nullable Attachment prepared(@Nullable ContextNode above, @Nullable Map<ContextNode, Attachment> merged) {
        if (above == null || !above.seemsToNeedAttachment()) {
            return null;
        }
        return merged == null ? above.makeAttachment() : merged.computeIfAbsent(above, ContextNode::makeAttachment);
    }

    /** Appends to the prepared ones what is new there; returns the last. */
    private Attachment append(@Nullable Attachment made) {
        if (made == null || made == this || made.nextPrepared != null) {
            return this;
        }
        nextPrepared = made;
        return made;
    }

    /** Lets go of what was prepared and wasn't needed. */
    void dropUnused() {
        for (Attachment each = this; each != null; ) {
            Attachment next = each.nextPrepared;
            each.nextPrepared = null;
            each.above = null;
            each.secondAbove = null;
            if (!each.used) {
                world.timers().cancel(each);
            }
            each = next;
        }
    }

    /** Notes that its context takes it; returns false if it had it before. The caller holds the lock of the context. */
    boolean use() {
        boolean first = !used;
        used = true;
        return first;
    }

    /** Ties a context to those above it, and them to those above as far as they weren't. */
    static void attach(@Nullable Attachment first) {
        for (Attachment each = first; each != null; ) {
            Attachment todo = each.nextToTie;
            each.nextToTie = null;
            try {
                todo = push(each.parent == null ? null : each.parent.addChild(each.link, each, each.above), todo);
                if (each.secondParent != null && each.secondLink != null) {
                    todo = push(each.secondParent.addChild(each.secondLink, each, each.secondAbove), todo);
                }
            } catch (Throwable thrown) {
                cancelAll(each, todo, thrown);
                throw thrown;
            }
            each = todo;
        }
    }

    private static @Nullable Attachment push(@Nullable Attachment made, @Nullable Attachment todo) {
        if (made == null) {
            return todo;
        }
        made.nextToTie = todo;
        return made;
    }

    private static void cancelAll(Attachment first, @Nullable Attachment todo, Throwable why) {
        first.cancel(why);
        for (Attachment each = todo; each != null; ) {
            Attachment next = each.nextToTie;
            each.nextToTie = null;
            each.cancel(why);
            each = next;
        }
    }

    /** Takes back what {@link #attach} has done, up to where others listen. */
    static void detach(@Nullable Attachment first) {
        for (Attachment each = first; each != null; ) {
            Attachment todo = each.nextToUntie;
            each.nextToUntie = null;
            each.detached = true;
            each.world.timers().cancel(each);
            todo = pushToUntie(each.parent == null ? null : each.parent.remove(each.link), todo);
            if (each.secondParent != null && each.secondLink != null) {
                todo = pushToUntie(each.secondParent.remove(each.secondLink), todo);
            }
            each = todo;
        }
    }

    private static @Nullable Attachment pushToUntie(@Nullable Attachment loose, @Nullable Attachment todo) {
        if (loose == null) {
            return todo;
        }
        loose.nextToUntie = todo;
        return loose;
    }

    boolean isDetached() {
        return detached;
    }

    void cancel(Throwable cause) {
        Cancellation.of(context, cause);
    }

    @Override
    protected void fire() {
        try {
            cancel(ContextNode.deadlineExceeded());
        } catch (OutOfMemoryError e) {
            world.timers().start(this, Wait.deadline(world, AGAIN)); // there may be some by then
            throw e;
        }
    }
}
