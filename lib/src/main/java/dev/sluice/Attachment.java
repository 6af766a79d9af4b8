package dev.sluice;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.World;
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
     */
    private final World world = World.current();
    private final Context context;
    private final @Nullable Context parent;
    private final @Nullable Context secondParent;
    private final Listener.Child link;
    private final Listener.@Nullable Child secondLink;

    private volatile boolean detached;

    Attachment(Context context, @Nullable Context parent, @Nullable Context secondParent) {
        this.context = context;
        this.parent = parent;
        this.secondParent = secondParent;
        this.link = new Listener.Child(context);
        this.secondLink = secondParent == null ? null : new Listener.Child(context);
    }

    void startTimer(long deadlineNanos) {
        world.timers().start(this, deadlineNanos);
    }

    /** Ties a context to those above it, and them to those above as far as they weren't. */
    static void attach(@Nullable Attachment first) {
        for (Attachment each = first; each != null; ) {
            Attachment next = each.parent == null ? null : each.parent.addChild(each.link, each);
            if (each.secondParent != null && each.secondLink != null) {
                attach(each.secondParent.addChild(each.secondLink, each));
            }
            each = next;
        }
    }

    /** Takes back what {@link #attach} has done, up to where others listen. */
    static void detach(@Nullable Attachment first) {
        for (Attachment each = first; each != null; ) {
            each.detached = true;
            each.world.timers().cancel(each);
            Attachment next = each.parent == null ? null : each.parent.remove(each.link);
            if (each.secondParent != null && each.secondLink != null) {
                detach(each.secondParent.remove(each.secondLink));
            }
            each = next;
        }
    }

    boolean isDetached() {
        return detached;
    }

    void cancel(Throwable cause) {
        Cancellation.of(context, cause);
    }

    @Override
    protected void fire() {
        cancel(Context.deadlineExceeded());
    }
}
