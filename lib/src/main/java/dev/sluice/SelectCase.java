package dev.sluice;

import dev.sluice.internal.Cases;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Floor: channels
/** What the passes of a select need of a case. */
abstract class SelectCase {
    private final SelectPasses passes;
    private final @Nullable Waitpoint channel;
    private final Waiter waiter;
    private boolean enabled = true;

    SelectCase(SelectPasses passes, @Nullable Waitpoint channel) {
        this.passes = passes;
        this.channel = channel;
        this.waiter = new Waiter(passes.sharedWait());
    }

    final void takesPart(boolean enabled) {
        if (this.enabled != enabled) {
            this.enabled = enabled;
            passes.casesChanged();
        }
    }

    final boolean takesPart() {
        return enabled;
    }

    /** Whether the case is about a channel; a timeout isn't. */
    final boolean hasChannel() {
        return channel != null;
    }

    final Waitpoint channel() {
        return Objects.requireNonNull(channel);
    }

    final Waiter waiter() {
        return waiter;
    }

    /** Whether the case may happen now; needs no lock. A send case asks for its value then. */
    boolean mayHappen() {
        return false;
    }

    /** Whether the case could happen now if it had its value; the caller holds the lock. */
    boolean lacksValue() {
        return false;
    }

    /** Asks for the value, if one is needed and there is none; runs the user's code. */
    void demandValue() {}

    /** Lets the case happen if that needs no more than a part of its channel's lock; false says nothing. */
    boolean happenQuickly() {
        return false;
    }

    /** Lets the case happen, if it can now; the caller holds the lock. */
    boolean happen() {
        return false;
    }

    /** The queue of its channel to wait in, or null if this case has nothing to wait for. */
    WaitQueues.@Nullable Side side() {
        return null;
    }

    /** Ends the case's part in a wait; runs the user's code. */
    void finish(boolean happened) {}

    /** Throws what the case that happened has to throw. */
    void mayThrow() {}

    /** Describes the case. */
    Cases.Case forReports() {
        return new Cases.Case("receive", channel);
    }

    /** How long a timeout lasts. */
    Duration timeout() {
        throw new UnsupportedOperationException();
    }
}
