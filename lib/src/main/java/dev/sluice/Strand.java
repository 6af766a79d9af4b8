package dev.sluice;

import dev.sluice.internal.Bystander;
import dev.sluice.internal.Origin;
import dev.sluice.runtime.World;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/**
 * What the library knows about a thread: the goroutine that it is, if it is one, and the regions that it is in.
 *
 * <p>A strand is found from its thread without a map and without a thread-local: it is the thread's handler of uncaught
 * exceptions. For a goroutine that is set when its thread is made. Another thread gets a strand while it is in a region of its
 * own; its own handler goes on handling, and is put back when the last region is left.
 *
 * <p>A strand is the outermost region of its thread itself: that of the goroutine.
 */
final class Strand extends Parking implements Runnable, Reach, UncaughtExceptionHandler, Origin, Bystander {
    /*
     * Whether a wait is refused is decided by the regions of its thread, from the innermost outwards up to the first shield. That is
     * looked at only after an alarm, which is one field: it is rung after a region's cause is written, and muted by the thread
     * itself when it leaves a region, before it looks at those that are left. So a cancelled region never goes unnoticed.
     */

    private static final VarHandle INNERMOST;

    static {
        try {
            INNERMOST = MethodHandles.lookup().findVarHandle(Strand.class, "innermost", Region.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Goroutine goroutine;
    private final @Nullable UncaughtExceptionHandler previous;
    private @Nullable Thread thread;

    /** What is told of each of its waits; null if nothing is. Set before it is started. */
    private @Nullable Watch watch;

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
    private boolean hasWoken;

    /** Whether a region of the thread may be cancelled. */
    private volatile boolean alarm;

    /** Whether the last wait was refused. Used by the thread itself, like the next. */
    private boolean refused;

    private @Nullable Region stoppedBy;

    /** The last row of refused waits. Used by the thread itself, and read by reports. */
    private volatile @Nullable Swallowing swallowing;

    /** Whether nothing that it does next ends a wait of another thread. Written by itself. */
    private volatile boolean standsBy;

    /** The number of the cancellation that was the last to tell this thread. */
    private volatile long toldBy;

    private Strand(@Nullable Goroutine goroutine, @Nullable UncaughtExceptionHandler previous) {
        this.goroutine = goroutine;
        this.previous = previous;
    }

    /** Makes the thread, not yet started, on which a goroutine will run. */
    static Strand of(Goroutine goroutine) {
        Strand strand = new Strand(goroutine, null);
        strand.thread = World.current().unstarted(goroutine.name(), strand, strand);
        return strand;
    }

    /** What a goroutine's thread runs. So the thread holds its strand even if its handler is replaced. */
    @Override
    public void run() {
        Objects.requireNonNull(goroutine).run(this);
    }

    /** Returns the strand of the current thread, or null if it is no goroutine and in no region. */
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

    /** The goroutine whose thread it is; null if it is another thread's. */
    @Nullable
    Goroutine goroutine() {
        return goroutine;
    }

    /** The region that the thread is in; itself if in no other. */
    Region innermost() {
        return innermost;
    }

    /** The region that the thread is in; may be asked by any thread. */
    Region innermostNow() {
        return (Region) INNERMOST.getAcquire(this);
    }

    boolean hasEnded() {
        return goroutine == null ? !thread().isAlive() : goroutine.hasEnded();
    }

    /** Has something told of each of its waits, once it is started. */
    void watch(Watch added) {
        watch = added;
    }

    boolean isWatched() {
        return watch != null;
    }

    @Override
    public void start() {
        World.current().start(thread());
        noteWakeUp();
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
    @Nullable
    Governor context() {
        return goroutine == null ? null : goroutine.context();
    }

    /** Asks no more than it has to: a goroutine makes a context of its own only where it is needed. */
    @Override
    void notice() {
        if (goroutine != null) {
            goroutine.notice();
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
        return goroutine == null ? "thread " + thread().getName() : "goroutine " + goroutine.name();
    }

    // Regions

    /** Returns the strand of the current thread, which is about to enter a region. */
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
        if (innermost == this && goroutine == null) {
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
            leave(region, innermost, hasSeenInterrupt); // one around it was left first
            return;
        }
        Region around = Objects.requireNonNull(region.around());
        leave(region, around, hasSeenInterrupt);
        if (alarm) {
            mute(around);
        }
        if (region.isShield()) {
            INNERMOST.setVolatile(this, around);
            resumeInterrupts();
        } else {
            INNERMOST.setRelease(this, around);
        }
        if (innermost == this && goroutine == null && thread().getUncaughtExceptionHandler() == this) {
            thread().setUncaughtExceptionHandler(previous);
        }
    }

    /** Ends a region; clears the interrupt flag if it was set because of it, and of none that is left. */
    private static void leave(Region region, Region left, boolean hasSeenInterrupt) {
        boolean wasInterrupted = region.leaveRegion();
        if (wasInterrupted && !hasSeenInterrupt && !isInterruptOf(left)) {
            Thread.interrupted();
        }
    }

    /** Whether an interrupt because of a region inside is due to one of these, too. */
    private static boolean isInterruptOf(Region first) {
        for (Region each = first; each != null; each = each.isShield() ? null : each.around()) {
            if (each.takesOverInterrupt()) {
                return true;
            }
        }
        return false;
    }

    /** Mutes the alarm, unless one of the regions that are left is cancelled; it is muted before they are looked at. */
    private void mute(Region first) {
        alarm = false;
        if (isCancelledFrom(first)) {
            alarm = true;
        } else {
            refused = false;
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

    // Waiting

    /** Returns a wait for a plain operation of the current thread, which a goroutine has one of for all of them. */
    static Wait forPlainOperation() {
        Strand strand = current();
        return strand == null ? new Wait() : strand.plainWait();
    }

    private Wait plainWait() {
        return plainWait.isInUse() ? new Wait() : plainWait;
    }

    /** Wakes a thread that the current thread has matched. */
    static void unpark(Thread partner) {
        World.current().unpark(partner);
        noteWakeUp();
    }

    private static void noteWakeUp() {
        Strand strand = current();
        if (strand != null && strand.thread().isVirtual()) { // a platform thread isn't in the way of others
            strand.hasWoken = true;
        }
    }

    /**
     * Returns whether the current thread, whose strand this is, has woken or started another one since this was last asked: that one is
     * then likely to be behind it in the queue of its carrier.
     */
    boolean hasWokenAnother() {
        boolean answer = hasWoken;
        if (answer) {
            hasWoken = false;
        }
        return answer;
    }

    @Override
    void beginsToWait(Wait wait, Operation operation, Object site, long sinceNanos, long deadlineNanos) {
        if (watch != null) {
            watch.beginsToWait(operation, site, sinceNanos);
        }
        super.beginsToWait(wait, operation, site, sinceNanos, deadlineNanos);
    }

    @Override
    void goesOn() {
        super.goesOn();
        if (watch != null) {
            watch.goesOn();
        }
    }

    @Override
    public void standsBy(boolean standsBy) {
        this.standsBy = standsBy;
    }

    /** Whether the search for deadlocks leaves it out. */
    boolean standsBy() {
        return standsBy;
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

    /** Notes the number of the cancellation that tells this thread; returns whether it is another than the last one noted. */
    boolean noteToldBy(long cancellation) {
        long last = toldBy;
        toldBy = cancellation;
        return last != cancellation;
    }

    /** Wakes the thread if it parks, so that a library wait looks for cancellations. Others take it as a spurious wake-up. */
    void wake() {
        World.current().unpark(thread());
    }

    /** Interrupts the thread because of the outermost of its cancelled regions that can be. May hang, hence from helpers only. */
    void interrupt() {
        for (Region due; (due = dueToBeInterrupted()) != null && !due.interruptOnce(); ) {}
    }

    private @Nullable Region dueToBeInterrupted() {
        Region due = null;
        Region first = (Region) INNERMOST.getVolatile(this);
        for (Region each = first; each != null; each = each.isShield() ? null : each.around()) {
            if (each.isDue()) {
                due = each;
            }
        }
        return due;
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
        InterruptedException stop = strand.stopOfAlarm();
        if (stop == null) {
            strand.notice(strand.innermost); // the alarms of one cancellation ring one after the other
            stop = strand.stopOfAlarm();
        }
        if (stop != null) {
            throw strand.refused(stop);
        }
    }

    private @Nullable InterruptedException stopOfAlarm() {
        return alarm ? stop(false) : null;
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
            refused = false;
            mute(innermost); // it may have been rung because of a region that was left meanwhile
            return byAnother ? new InterruptedException() : null;
        }
        if (byAnother) {
            Thread.currentThread().interrupt(); // that is for other code to see
        }
        stoppedBy = cancelled;
        Throwable why = Objects.requireNonNull(cancelled.why());
        return new ContextCancelledException(cancelled.whose() + " was cancelled: " + why, why);
    }

    /** Counts a wait that is refused, and returns what it throws; throws an error instead once there are too many in a row. */
    InterruptedException refused(InterruptedException stop) {
        if (stop instanceof ContextCancelledException refusal) {
            Swallowing known = swallowing;
            if (refused && known != null) {
                known.waitsAgain(refusal);
            } else {
                swallowing = new Swallowing(this, refusal);
                refused = true;
            }
        }
        return stop;
    }

    /** Keeps for the next wait of the current thread what has ended one, where that can't be thrown. */
    static void keep(InterruptedException stop) {
        if (!(stop instanceof ContextCancelledException)) { // of that, each further wait tells anyway
            Thread.currentThread().interrupt();
        }
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
        return goroutine == null ? null : goroutine.startedAt().toStackTraceElement();
    }

    @Override
    public List<String> openScopes() {
        var names = new ArrayList<String>(1);
        for (Region each = innermostNow(); each != null; each = each.around()) {
            String name = each.scopeName();
            if (name != null) {
                names.add(name);
            }
        }
        return names;
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
