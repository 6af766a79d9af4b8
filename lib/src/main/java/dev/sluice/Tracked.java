package dev.sluice;

import dev.sluice.inspect.Leak;
import dev.sluice.inspect.WaitState;
import dev.sluice.runtime.Reaper;
import dev.sluice.runtime.World;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** A goroutine that is reported when nothing can reach it any more. */
final class Tracked extends Reaper.Watch<Thread> implements Reach, Parking.Watch {
    /*
     * A parked goroutine is held by what can end its wait, and by nothing else: its thread by the waiter in the channel's
     * queue; its strand, and so the scopes it has open, by the thread. From the scope that has started it, and from its contexts,
     * the way goes through weak references: through this one, and through a Listener.OfScope for each scope it has open itself.
     * So once the collector has cleared the reference to the thread, nothing is left that could end the wait.
     *
     * What is to be said of it then has to be here, since it was collected together with its strand, its wait, and its channel:
     * names and numbers, which lead to none of them.
     */
    private final String name;
    private final long threadId;
    private final StackWalker.StackFrame startedAt;

    /** Weak, since the task leads to its scope, whose owner may be collected together with the goroutine. */
    private final WeakReference<Task<?>> task;

    private final WeakReference<Strand> strand;

    /** The strand, until its thread is started: nothing else holds it. */
    private @Nullable Strand notStarted;

    // What the thread is parked in. Written by itself, and read when it was collected, which comes after.
    private @Nullable String operation;
    private @Nullable Class<?> siteType;
    private @Nullable String siteName;
    private int siteHash;
    private List<WaitState.Case> selectCases = List.of();
    private long sinceNanos;

    /** The stack, while a profile is made. */
    private volatile List<StackTraceElement> stack = List.of();

    private Tracked(Task<?> task, Strand strand) {
        super(strand.thread());
        this.name = task.name();
        this.threadId = strand.thread().threadId();
        this.startedAt = task.startedAt();
        this.task = new WeakReference<>(task);
        this.strand = new WeakReference<>(strand);
        this.notStarted = strand;
    }

    /** Tracks a goroutine, once it is started. */
    static Tracked of(Task<?> task, Strand strand) {
        var tracked = new Tracked(task, strand);
        strand.watch(tracked);
        return tracked;
    }

    @Override
    public @Nullable Strand strand() {
        return strand.get();
    }

    /** Starts the thread, and lets go of it. */
    @Override
    public void start() {
        Strand itself = notStarted;
        if (itself == null) {
            throw new AssertionError("started twice");
        }
        notStarted = null;
        begin();
        boolean started = false;
        try {
            World.current().startUnheld(itself.thread());
            started = true;
        } finally {
            if (!started) {
                end();
            }
        }
    }

    @Override
    public void beginsToWait(Operation operation, Object site, long sinceNanos) {
        this.sinceNanos = sinceNanos;
        siteType = site.getClass();
        siteHash = System.identityHashCode(site);
        siteName = nameOf(site);
        selectCases = site instanceof SelectPasses select ? select.described() : List.of();
        this.operation = operation.label();
    }

    private static @Nullable String nameOf(Object site) {
        if (site instanceof Channel<?> channel) {
            return channel.name();
        }
        return site instanceof Scope scope ? scope.name() : null;
    }

    @Override
    public void goesOn() {
        operation = null;
    }

    // Profiles

    /** Notes the innermost frames of the stack, if the thread is parked in a wait without a deadline. */
    void noteStack(int frames) {
        Strand itself = strand();
        if (itself != null && itself.durableWaitNumber() != 0) {
            stack = Frames.of(itself.thread(), frames);
        }
    }

    void forgetStack() {
        stack = List.of();
    }

    // After the collection

    @Override
    protected void collected() {
        Task<?> itself = task.get();
        if (itself != null && itself.hasEnded()) {
            return;
        }
        Leak leak = leak();
        Reports.get().leaked(leak);
        if (itself != null) {
            itself.leaked(exception(leak));
        }
    }

    private Leak leak() {
        World world = World.current();
        String waitsIn = operation;
        WaitState wait = waitsIn == null
                ? null
                : new WaitState(waitsIn, id(), cases(waitsIn), Duration.ofNanos(world.nanoTime() - sinceNanos), null);
        return new Leak(name, threadId, startedAt.toStackTraceElement(), wait, world.now(), stack);
    }

    private String id() {
        return siteType == null ? "" : siteType.getName() + "@" + Integer.toHexString(siteHash);
    }

    private List<WaitState.Case> cases(String operation) {
        if (siteType == SelectPasses.class) {
            return selectCases;
        }
        String what = siteType == Scope.class ? "scope" : "channel";
        return List.of(new WaitState.Case(operation, siteName == null ? what : what + " " + siteName, id()));
    }

    private DeadlockException exception(Leak leak) {
        var exception = new DeadlockException(leak.toString(), null);
        StackTraceElement[] itsOwn = leak.stack().toArray(StackTraceElement[]::new);
        exception.setStackTrace(itsOwn); // and not that of the thread which tells of it
        Failures.suppress(exception, new Failures.StartedAt(name, startedAt.toStackTraceElement()));
        return exception;
    }
}
