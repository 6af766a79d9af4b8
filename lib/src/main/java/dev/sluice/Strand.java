package dev.sluice;

import dev.sluice.internal.Origin;
import dev.sluice.runtime.World;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the library knows about a thread: the task it runs, if it is a goroutine, and the regions that it is in.
 *
 * <p>A strand is found from its thread without a map and without a thread-local: it is the thread's handler of uncaught
 * exceptions. For a goroutine that is set when its thread is made. Another thread gets a strand while it is in a region of its
 * own; its own handler goes on handling, and is put back when the last region is left.
 *
 * <p>A strand is the outermost region of its thread itself: that of the goroutine.
 */
final class Strand extends Parking implements Runnable, Reach, UncaughtExceptionHandler, Origin {
    /*
     * Whether a wait is refused is decided by the regions of its thread, from the innermost outwards up to the first shield. That is
     * looked at only after an alarm, which is one field: it is rung after a region's cause is written, and muted by the thread
     * itself when it leaves a region, before it looks at those that are left. So a cancelled region never goes unnoticed.
     */

    /** How many waits in a row are refused by an exception before the next one throws an error. */
    static final int MOST_REFUSALS = 10;

    private static final VarHandle INNERMOST;

    static {
        try {
            INNERMOST = MethodHandles.lookup().findVarHandle(Strand.class, "innermost", Region.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Task<?> task;
    private final @Nullable UncaughtExceptionHandler previous;
    private @Nullable Thread thread;

    /** What reports the goroutine if nobody can reach it any more; null if nothing does. Set before it is started. */
    private @Nullable Tracked tracked;

    /** The region that the thread is in. Only this thread writes it. */
    private Region innermost = this;

    /** The region of the scope whose own operation the thread is in: that one's cancellation, and those inside, don't end it. */
    private @Nullable Region exempt;

    /**
     * The wait of its plain operations, of which a thread is in one at a time. Made together with the strand, and not when it is first
     * needed: then the waits of two partners would often be neighbours on one cache line.
     */
    private final Wait plainWait = new Wait();

    /** Whether the thread has woken or started another one since it last waited. */
    private boolean somebodyBehind;

    /** Whether a region of the thread may be cancelled. */
    private volatile boolean alarm;

    // Used by the thread itself, but for reports: how many waits in a row were refused, and by what the first of them.
    private int refusals;
    private @Nullable Region stoppedBy;
    private volatile @Nullable Swallowing swallowing;

    /** The number of the cancellation that was the last to tell this thread. */
    private volatile long toldBy;

    private Strand(@Nullable Task<?> task, @Nullable UncaughtExceptionHandler previous) {
        this.task = task;
        this.previous = previous;
    }

    /** Makes the thread, not yet started, on which a task will run. */
    static Strand goroutine(Task<?> task) {
        Strand strand = new Strand(task, null);
        strand.thread = World.current().unstarted(task.name(), strand, strand);
        return strand;
    }

    /** What a goroutine's thread runs. So the thread holds its strand even if its handler is replaced. */
    @Override
    public void run() {
        Objects.requireNonNull(task).run(this);
    }

    /** Answers the strand of the current thread, or null if it is no goroutine and in no region. */
    static @Nullable Strand current() {
        return of(Thread.currentThread());
    }

    private static @Nullable Strand of(Thread thread) {
        return thread.getUncaughtExceptionHandler() instanceof Strand strand ? strand : null;
    }

    @Override
    public Strand strand() {
        return this;
    }

    @Nullable
    Task<?> task() {
        return task;
    }

    /** The region that the thread is in; itself if in no other. */
    Region innermost() {
        return innermost;
    }

    /** The innermost scope that the thread has open, or null. */
    @Nullable
    Scope innermostScope() {
        for (Region each = innermost; each != null; each = each.around()) {
            if (each instanceof Scope scope) {
                return scope;
            }
        }
        return null;
    }

    boolean hasEnded() {
        return task == null ? !thread().isAlive() : task.hasEnded();
    }

    /** Has the goroutine reported, once it is started, if nobody can reach it any more. */
    Tracked track() {
        Tracked made = new Tracked(Objects.requireNonNull(task), this);
        tracked = made;
        return made;
    }

    @Nullable
    Tracked tracked() {
        return tracked;
    }

    void start() {
        World.current().start(thread());
        noteSomebodyBehind();
    }

    Thread thread() {
        Thread itself = thread;
        if (itself == null) {
            throw new AssertionError("a strand without a thread");
        }
        return itself;
    }

    private void notice(Region first) {
        for (Region each = first; each != null; each = each.isShield() ? null : each.around()) {
            each.notice();
        }
    }

    // As the region of the whole goroutine

    @Override
    void notice() {
        if (task != null) {
            task.notice();
        }
    }

    @Override
    @Nullable
    Region around() {
        return null;
    }

    @Override
    boolean isShield() {
        return false;
    }

    @Override
    String whose() {
        return task == null ? "thread " + thread().getName() : "goroutine " + task.name();
    }

    // Regions

    /** Answers the strand of the current thread, which is about to enter a region. */
    static Strand ofThisThread() {
        Thread thread = Thread.currentThread();
        Strand strand = of(thread);
        if (strand == null) {
            UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
            strand = new Strand(null, handler == thread.getThreadGroup() ? null : handler);
            strand.thread = thread;
        }
        return strand;
    }

    /** Notes that the current thread, whose strand this is, has entered a region. */
    void enter(Region region) {
        if (innermost == this && task == null) {
            thread().setUncaughtExceptionHandler(this);
        }
        if (region.isShield()) {
            INNERMOST.setVolatile(this, region);
            for (Region each = region.around(); each != null; each = each.around()) {
                each.suspendInterrupt();
            }
        } else {
            INNERMOST.setRelease(this, region);
        }
    }

    /**
     * Notes that the current thread has left a region, and those inside of it.
     *
     * @param hasSeenInterrupt whether the flag, if it is set, is another's doing
     */
    void leave(Region region, boolean hasSeenInterrupt) {
        if (!isIn(region)) {
            region.leaveRegion(hasSeenInterrupt); // one around it was left first
            return;
        }
        Region around = Objects.requireNonNull(region.around());
        if (alarm) {
            alarm = false; // before the others are looked at
            if (isCancelledFrom(around)) {
                alarm = true;
                region.leaveRegion(true); // an interrupt is theirs, too
            } else {
                region.leaveRegion(hasSeenInterrupt);
            }
        } else {
            region.leaveRegion(hasSeenInterrupt);
        }
        INNERMOST.setRelease(this, around);
        if (region.isShield()) {
            resumeInterrupts();
        }
        if (innermost == this) {
            refusals = 0;
            if (task == null && thread().getUncaughtExceptionHandler() == this) {
                thread().setUncaughtExceptionHandler(previous);
            }
        }
    }

    private boolean isIn(Region region) {
        for (Region each = innermost; each != null; each = each.around()) {
            if (each == region) {
                return true;
            }
        }
        return false;
    }

    private void resumeInterrupts() {
        for (Region each = innermost; each != null; each = each.isShield() ? null : each.around()) {
            each.resumeInterrupt();
        }
    }

    private static boolean isCancelledFrom(Region first) {
        for (Region each = first; each != null; each = each.around()) {
            if (each.why() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether the current thread is told by a region around this one that it is cancelled. */
    static boolean isCancelledAround(Region region) {
        for (Region each = region; !each.isShield() && each.around() != null; ) {
            each = each.around();
            if (each.why() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether a shield lies between the thread and this region of it; may be asked by any thread. */
    boolean isShielded(Region region) {
        for (Region each = (Region) INNERMOST.getVolatile(this); each != null && each != region; each = each.around()) {
            if (each.isShield()) {
                return true;
            }
        }
        return false;
    }

    /** The scopes that this thread has open, outermost first; may be asked by any thread. */
    List<Scope> scopes() {
        var scopes = new ArrayList<Scope>(1);
        for (Region each = (Region) INNERMOST.getAcquire(this); each != null; each = each.around()) {
            if (each instanceof Scope scope) {
                scopes.add(scope);
            }
        }
        return scopes.reversed();
    }

    // Waiting

    /** Answers a wait for a plain operation of the current thread, which a goroutine has one of for all of them. */
    static Wait forPlainOperation() {
        Strand strand = current();
        return strand == null ? new Wait() : strand.plainWait();
    }

    private Wait plainWait() {
        return plainWait.isInUse() ? new Wait() : plainWait;
    }

    /** Wakes somebody whom the current thread has matched. */
    static void unpark(Thread partner) {
        World.current().unpark(partner);
        noteSomebodyBehind();
    }

    private static void noteSomebodyBehind() {
        Strand strand = current();
        if (strand != null && strand.thread().isVirtual()) { // a platform thread isn't in anybody's way
            strand.somebodyBehind = true;
        }
    }

    /**
     * Answers whether the current thread, whose strand this is, has woken or started another one since this was last asked: who is
     * then likely to be behind it in the queue of its carrier.
     */
    boolean hasSomebodyBehind() {
        boolean answer = somebodyBehind;
        if (answer) {
            somebodyBehind = false;
        }
        return answer;
    }

    @Override
    void beginsToWait(Wait wait, String operation, Object site, long sinceNanos, long deadlineNanos) {
        if (tracked != null) {
            tracked.beginsToWait(operation, site, sinceNanos);
        }
        super.beginsToWait(wait, operation, site, sinceNanos, deadlineNanos);
    }

    @Override
    void goesOn() {
        super.goesOn();
        if (tracked != null) {
            tracked.goesOn();
        }
    }

    /** The number of the wait that only another goroutine can end, or 0 if the thread isn't in one. */
    long durableWaitNumber() {
        Long number = ofWait(this::durableWaitNumber);
        return number == null ? 0 : number;
    }

    /** An interrupt, or a cancellation, will wake the thread, if it has not got round to it yet. */
    private @Nullable Long durableWaitNumber(Parking parking) {
        return parking.isDurable() && !alarm && !thread().isInterrupted() ? waitNumber() : null;
    }

    // Cancellation, as others bring it about

    /** Says that a region of this thread was cancelled. */
    void alarm() {
        alarm = true;
    }

    /** Whether its goroutine was told that it is cancelled, or is about to be. */
    boolean isCancelled() {
        return why() != null;
    }

    /** Notes the cancellation that tells this thread; answers whether it is another than the last one noted. */
    boolean noteToldBy(Cancellation cancellation) {
        long last = toldBy;
        toldBy = cancellation.number;
        return last != cancellation.number;
    }

    /** Wakes the thread if it parks, so that a library wait looks for cancellations. Others take it as a spurious wake-up. */
    void wake() {
        World.current().unpark(thread());
    }

    // Cancellation, as the thread itself meets it

    /**
     * Does nothing, or throws if the current thread must not wait, because a region that it is in is cancelled, or because it is
     * interrupted. Each operation that may wait begins with this.
     */
    static void checkpoint() throws InterruptedException {
        boolean interrupted =
                Thread.interrupted(); // before the alarm, which was rung before any interrupt that goes with it
        Strand strand = current();
        if (strand != null && strand.alarm) {
            InterruptedException stop = strand.stop(interrupted);
            if (stop != null) {
                throw strand.refused(stop);
            }
        } else if (interrupted) {
            throw new InterruptedException();
        }
    }

    /**
     * Throws if a region that the current thread is in is cancelled. A wait that has come to an end of something, such as a closed
     * channel or a failed task, looks once more: that end may have the same reason, and then its own cancellation counts more.
     */
    static void checkCancelled() throws InterruptedException {
        Strand strand = current();
        if (strand == null) {
            return;
        }
        if (!strand.alarm) {
            strand.notice(strand.innermost); // the alarms of one cancellation ring one after the other
        }
        if (strand.alarm) {
            InterruptedException stop = strand.stop(false);
            if (stop != null) {
                throw strand.refused(stop);
            }
        }
    }

    /**
     * Returns why a wait of the current thread, whose strand this is unless it has none, has to end, or null. The wait then either
     * throws that, {@linkplain #refused counted}, or has happened all the same and {@linkplain #keep keeps} it.
     */
    static @Nullable InterruptedException stop(@Nullable Strand strand) {
        boolean interrupted = Thread.interrupted(); // as above
        if (strand != null && strand.alarm) {
            return strand.stop(interrupted);
        }
        return interrupted ? new InterruptedException() : null;
    }

    private @Nullable InterruptedException stop(boolean interrupted) {
        Region cancelled = null;
        boolean byAnother = interrupted;
        boolean counts = exempt == null;
        for (Region each = innermost; each != null; each = each.isShield() ? null : each.around()) {
            if (each.why() != null) {
                if (each.tell()) {
                    byAnother = false;
                }
                if (counts && cancelled == null) {
                    cancelled = each;
                }
            }
            counts |= each == exempt;
        }
        if (cancelled == null) {
            refusals = 0;
            return byAnother ? new InterruptedException() : null;
        }
        if (byAnother) {
            Thread.currentThread().interrupt(); // that is for somebody else to see
        }
        stoppedBy = cancelled;
        Throwable why = Objects.requireNonNull(cancelled.why());
        return new ContextCancelledException(cancelled.whose() + " was cancelled: " + why, why);
    }

    /** Counts a wait that is refused, and returns what it throws; throws an error instead once there are too many in a row. */
    InterruptedException refused(InterruptedException stop) {
        if (stop instanceof ContextCancelledException refusal) {
            int before = refusals++;
            Swallowing known = swallowing;
            if (before == 0 || known == null) {
                swallowing = new Swallowing(this, refusal);
            } else if (before < MOST_REFUSALS) {
                known.goesOn(refusal);
            } else {
                throw known.error(refusal, before);
            }
        }
        return stop;
    }

    /** Keeps for the next wait, of the library or of the JDK, what was to stop one that has happened. */
    static void keep(@Nullable Strand strand, InterruptedException stop) {
        if (strand != null && stop instanceof ContextCancelledException) {
            Objects.requireNonNull(strand.stoppedBy).untell();
        } else {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be said of a goroutine that has gone on to wait after it was told of its cancellation; null if it hasn't. */
    @Nullable
    String swallowed() {
        Swallowing known = swallowing;
        return known == null ? null : known.said();
    }

    /** Runs an operation of a scope's own, which isn't ended by the cancellation of that scope, nor of those inside. */
    @Nullable
    Region exempt(@Nullable Region region) {
        Region before = exempt;
        exempt = region;
        return before;
    }

    @Override
    public @Nullable StackTraceElement startedAt() {
        return task == null ? null : task.startedAt().toStackTraceElement();
    }

    @Override
    public List<String> openScopes() {
        return scopes().reversed().stream().map(Scope::name).toList();
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        if (previous != null) {
            previous.uncaughtException(thread, thrown);
        } else {
            thread.getThreadGroup().uncaughtException(thread, thrown);
        }
    }
}
