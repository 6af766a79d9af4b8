package dev.sluice.testkit;

import dev.sluice.function.CheckedRunnable;
import dev.sluice.runtime.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A bubble runs goroutines one at a time, in an order that a seed decides, on a clock of its own.
 *
 * {@snippet :
 * Bubble.explore(200, () -> { // two hundred schedules
 *     Channel<Integer> balance = Channel.buffered(1);
 *     balance.send(100);
 *     try (var scope = Scope.open()) {
 *         scope.go(() -> balance.send(balance.receive() + 10));
 *         scope.go(() -> balance.send(balance.receive() - 10));
 *         scope.join();
 *     }
 *     assertEquals(100, balance.receive());
 * });
 * }
 *
 * <p><b>Schedule.</b> Before each operation of the library any goroutine that can run may go first. The same seed makes the
 * same schedule, on any machine; the odd seeds walk at random, the even ones give goroutines priorities and change them at
 * a few random steps. Between two operations a goroutine runs alone, so races on plain fields show only where the bubble
 * looks {@link #inside}, or a {@link #step} lies in between.
 *
 * <p><b>Time.</b> The clock begins with the year 2000 and stands still while any goroutine can run. When all wait, it jumps to
 * the earliest deadline: a day passes in milliseconds. All of the library goes by it; {@link Thread#sleep} and the JDK's own
 * clocks don't, except in code that the bubble looks inside.
 *
 * <p><b>Ends.</b> When all goroutines wait and no deadline is left, a {@link DeadlockError} says who waits for what. What is
 * there when the body has ended is a {@link LeakError}. A goroutine that is blocked by something else than the library, or
 * never comes to an operation of it, is a {@link StallError} once the {@link Limits#patience} is at its end. What the body
 * throws comes out as itself. In each case the {@link Schedule} is suppressed on the failure, and nothing is left behind.
 *
 * <p><b>What belongs in it.</b> The body makes all that its goroutines share. Threads started by other means than the library
 * are outside. What the code does must depend on nothing else but the schedule: no real time, no random numbers of its own, no
 * order of hash codes. There is one bubble at a time in a process; a thread that opens another waits.
 */
public final class Bubble {
    private Bubble() {}

    /**
     * Returns settings of explorations that also switch inside of operations: before each access that can race, of the code in
     * these packages and classes.
     *
     * {@snippet :
     * Bubble.inside("com.example.cache").explore(2_000, () -> {
     *     var cache = new Cache();
     *     try (var scope = Scope.open()) {
     *         scope.go(() -> cache.get("a"));
     *         scope.go(() -> cache.get("a"));
     *         scope.join();
     *     }
     *     assertEquals(1, cache.loads());
     * });
     * }
     *
     * @param packagesOrClasses the names, with dots; a package stands for all below it, a class for its members
     * @return the settings
     * @throws IllegalArgumentException if there is no name, or one isn't that of a package or class
     */
    public static Explorer inside(String... packagesOrClasses) {
        return Explorer.DEFAULT.inside(packagesOrClasses);
    }

    /**
     * Returns the settings of explorations that switch at the operations of the library, and nowhere else; those that {@link #run} and {@link
     * #explore} have.
     *
     * @return the settings
     */
    public static Explorer atOperations() {
        return Explorer.DEFAULT;
    }

    /**
     * Runs code in a bubble once.
     *
     * @param seed decides the schedule
     * @param body the code; the bubble's first goroutine
     * @param <X> what it may throw
     * @return what happened
     * @throws X what the body throws
     * @throws DeadlockError if all goroutines wait
     * @throws LeakError if anything is left at the end
     * @throws StallError if a goroutine is blocked by something else, or there is no end
     * @throws IllegalStateException if called in a bubble
     * @throws InterruptedException if interrupted; the bubble was ended
     */
    public static <X extends Exception> Schedule run(long seed, CheckedRunnable<X> body)
            throws X, InterruptedException {
        return Explorer.DEFAULT.run(seed, body);
    }

    /**
     * Runs code in a bubble once, with other limits; like {@link #run(long, CheckedRunnable)}.
     *
     * @param seed decides the schedule
     * @param limits how long it may go on
     * @param body the code
     * @param <X> what it may throw
     * @return what happened
     * @throws X what the body throws
     * @throws InterruptedException if interrupted; the bubble was ended
     */
    public static <X extends Exception> Schedule run(long seed, Limits limits, CheckedRunnable<X> body)
            throws X, InterruptedException {
        return Explorer.DEFAULT.limits(limits).run(seed, body);
    }

    /**
     * Runs code in a bubble with one seed after the other, from 1, until one fails or all have passed. The failure is
     * shrunk: what is thrown comes from the shortest schedule found that fails in the same way.
     *
     * @param seeds how many
     * @param body the code
     * @param <X> what it may throw
     * @return what was explored
     * @throws X what the body throws
     * @throws DeadlockError if all goroutines wait
     * @throws LeakError if anything is left at the end
     * @throws StallError if a goroutine is blocked by something else, or there is no end
     * @throws InterruptedException if interrupted; the bubble was ended
     */
    public static <X extends Exception> Exploration explore(int seeds, CheckedRunnable<X> body)
            throws X, InterruptedException {
        return Explorer.DEFAULT.explore(seeds, body);
    }

    // Inside of a bubble

    /**
     * Lets other goroutines go first, as before an operation of the library: for the places in between where plain code may be
     * interrupted, like a read of a shared field and its write. Outside of a bubble this does nothing.
     *
     * @param what what the schedule calls it
     */
    public static void step(String what) {
        Goroutine current = current();
        if (current != null) {
            scheduler().step(current, new Operation(what, "", Frames.caller()));
        }
    }

    /** Lets another goroutine go first if any can run. Outside of a bubble this does nothing. */
    public static void giveWay() {
        Goroutine current = current();
        if (current != null) {
            scheduler().giveWay(current, new Operation("giveWay", "", Frames.caller()));
        }
    }

    /**
     * Waits until all other goroutines of the bubble wait, and none can go on without time passing. Then what they were to do
     * has been done.
     *
     * @throws IllegalStateException if called outside of a bubble
     */
    public static void settle() {
        Goroutine current = current();
        if (current == null) {
            throw new IllegalStateException(
                    "settle is for goroutines of a bubble; called by " + Thread.currentThread());
        }
        scheduler().settle(current);
    }

    /**
     * Returns whether the calling thread is a goroutine of a bubble.
     *
     * @return whether it is inside
     */
    public static boolean isInside() {
        return current() != null;
    }

    /**
     * Returns how much time has passed in the bubble.
     *
     * @return the time since its beginning, on its own clock
     * @throws IllegalStateException if called outside of a bubble
     */
    public static Duration elapsed() {
        if (current() == null) {
            throw new IllegalStateException(
                    "elapsed is for goroutines of a bubble; called by " + Thread.currentThread());
        }
        return scheduler().time().elapsed();
    }

    private static @Nullable Goroutine current() {
        return World.current() instanceof BubbleWorld bubble ? bubble.goroutine() : null;
    }

    private static Scheduler scheduler() {
        return ((BubbleWorld) World.current()).scheduler();
    }
}
