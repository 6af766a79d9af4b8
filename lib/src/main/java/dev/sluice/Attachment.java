package dev.sluice;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import org.jspecify.annotations.Nullable;

/** What ties a context that has listeners to those above it, and to the clock. */
final class Attachment extends Timer {
    private final Timers timers = World.current().timers();
    private final Context context;
    private final @Nullable Context parent;
    private final @Nullable Context secondParent;
    private final Listener.Child link;
    private final Listener.@Nullable Child secondLink;

    Attachment(Context context, @Nullable Context parent, @Nullable Context secondParent) {
        this.context = context;
        this.parent = parent;
        this.secondParent = secondParent;
        this.link = new Listener.Child(context);
        this.secondLink = secondParent == null ? null : new Listener.Child(context);
    }

    /** A parent that is cancelled already answers no: whoever attaches looks for that afterwards. */
    void attach(boolean ownsDeadline, long deadlineNanos) {
        if (parent != null) {
            parent.listen(link);
        }
        if (secondParent != null && secondLink != null) {
            secondParent.listen(secondLink);
        }
        if (ownsDeadline) {
            timers.start(this, deadlineNanos);
        }
    }

    void detach() {
        if (parent != null) {
            parent.unlisten(link);
        }
        if (secondParent != null && secondLink != null) {
            secondParent.unlisten(secondLink);
        }
        timers.cancel(this);
    }

    @Override
    protected void fire() {
        context.cancelWithin(new DeadlineExceededException("the deadline was exceeded", null));
    }
}
