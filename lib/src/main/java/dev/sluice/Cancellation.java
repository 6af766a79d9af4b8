package dev.sluice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One cancellation of a tree of contexts: who is to be told, collected while the tree is marked. */
final class Cancellation {
    /*
     * Step 1  Mark every context of the tree, one lock at a time, and every goroutine of its scopes.
     * Step 2  Wake those who wait by means of the library. They end by themselves, so nothing below can keep them waiting.
     * Step 3  Interrupt the goroutines that wait elsewhere, in a helper: Thread.interrupt() can hang its caller.
     * Step 4  Run the actions, in a helper too.
     */
    private static final AtomicLong NUMBERS = new AtomicLong();

    final long number = NUMBERS.incrementAndGet();

    private final Throwable cause;
    private final Queue<Context> toMark = new ArrayDeque<>();
    private final List<Channel<?>> toClose = new ArrayList<>();
    private final List<Strand> goroutines = new ArrayList<>();
    private final List<Strand> owners = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();

    private Cancellation(Throwable cause) {
        this.cause = cause;
    }

    /** Cancels a context and all below it; answers false if it had been cancelled. */
    static boolean of(Context root, Throwable cause) {
        var cancellation = new Cancellation(cause);
        if (!root.mark(cause, cancellation)) {
            return false;
        }
        cancellation.markBelow();
        cancellation.wake();
        cancellation.finish();
        return true;
    }

    private void markBelow() {
        for (Context context; (context = toMark.poll()) != null; ) {
            context.mark(cause, this);
        }
    }

    private void wake() {
        toClose.forEach(Channel::closeWithin);
        goroutines.forEach(Strand::wake);
        owners.forEach(Strand::wake);
    }

    private void finish() {
        if (goroutines.isEmpty() && actions.isEmpty()) {
            return;
        }
        var jobs = new ArrayList<Runnable>(goroutines.size() + actions.size());
        for (Strand goroutine : goroutines) {
            jobs.add(goroutine::interrupt);
        }
        jobs.addAll(actions);
        new Aftermath(jobs).start();
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

    void add(Runnable action) {
        actions.add(action);
    }

    Throwable cause() {
        return cause;
    }

    /** Adds a goroutine, unless it was cancelled before, or is beyond reach. */
    void addGoroutine(Reach reach) {
        Strand goroutine = reach.strand();
        if (goroutine != null && goroutine.cancel()) {
            goroutine.noteToldBy(this);
            goroutines.add(goroutine);
        }
    }

    /**
     * Adds a thread whose next library wait is to end, because it has a scope open that is cancelled; answers false if
     * another scope of it, or its goroutine, is among the cancelled: once is enough.
     */
    boolean addOwner(Strand owner) {
        return owner.noteToldBy(this) && owners.add(owner);
    }
}
