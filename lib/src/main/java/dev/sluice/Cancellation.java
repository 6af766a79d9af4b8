package dev.sluice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** One cancellation of a tree of contexts: what is to be told, collected while the tree is marked. */
final class Cancellation {
    /*
     * Step 1  Mark every context of the tree, one lock at a time, and every region that is in one of them.
     * Step 2  Wake the threads that wait by means of the library. They end by themselves, so nothing below can keep them waiting.
     * Step 3  Interrupt the threads that wait elsewhere, in a helper: Thread.interrupt() can hang its caller.
     * Step 4  Run the actions, in a helper too.
     */
    private static final AtomicLong NUMBERS = new AtomicLong();

    final long number = NUMBERS.incrementAndGet();

    private final Throwable cause;
    private final Queue<Context> toMark = new ArrayDeque<>();
    private final List<Channel<?>> toClose = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();
    private final List<Runnable> atOnce = new ArrayList<>(0);
    private int marked = 1;

    private Cancellation(Throwable cause) {
        this.cause = cause;
    }

    /** Cancels a context and all below it; returns false if it had been cancelled. */
    static boolean of(Context root, Throwable cause) {
        var cancellation = new Cancellation(cause);
        if (!root.mark(cause, cancellation)) {
            return false;
        }
        cancellation.markBelow();
        cancellation.wake();
        cancellation.finish();
        if (Flight.isRecorded()) {
            cancellation.record();
        }
        return true;
    }

    /** Tells a listener of a context that was cancelled before it listened. */
    static void tellLate(Listener listener, Throwable cause) {
        var cancellation = new Cancellation(cause);
        listener.tell(cancellation);
        cancellation.wake();
        cancellation.finish();
    }

    private void markBelow() {
        for (Context context; (context = toMark.poll()) != null; ) {
            if (context.mark(cause, this)) {
                marked++;
            }
        }
    }

    private void wake() {
        atOnce.forEach(Runnable::run);
        toClose.forEach(Channel::closeWithin);
        regions.forEach(region -> region.strand().wake());
    }

    private void finish() {
        if (regions.isEmpty() && actions.isEmpty()) {
            return;
        }
        var jobs = new ArrayList<Runnable>(regions.size() + actions.size());
        for (Region region : regions) {
            jobs.add(region.strand()::interrupt);
        }
        jobs.addAll(actions);
        new Aftermath(jobs).start();
    }

    private void record() {
        if (!Context.isClosing(cause) || !regions.isEmpty() || !actions.isEmpty()) {
            int goroutines =
                    (int) regions.stream().filter(Strand.class::isInstance).count();
            ScopeEvents.cancelled(cause, marked, goroutines, regions.size() - goroutines, actions.size());
        }
    }

    void add(Context context) {
        toMark.add(context);
    }

    /** Adds a channel that is to be closed; senders and receivers that wait at it are woken. */
    void add(@Nullable Channel<?> channel) {
        if (channel != null) {
            toClose.add(channel);
        }
    }

    /** Adds what is done before the cancelling call returns: none of the user's code. */
    void addAtOnce(Runnable action) {
        atOnce.add(action);
    }

    void add(Runnable action) {
        actions.add(action);
    }

    Throwable cause() {
        return cause;
    }

    /** Adds a goroutine, unless it is beyond reach. */
    void addGoroutine(Reach reach) {
        Strand goroutine = reach.strand();
        if (goroutine != null) {
            addRegion(goroutine);
        }
    }

    /**
     * Cancels a region, and adds it to those whose threads are told, unless it was cancelled before. Of the regions of one thread
     * the first is added, which is the outermost: one interrupt is enough.
     */
    void addRegion(Region region) {
        if (region.cancelRegion(cause) && region.strand().noteToldBy(number)) {
            regions.add(region);
        }
    }
}
