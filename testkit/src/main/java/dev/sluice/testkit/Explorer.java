package dev.sluice.testkit;

import dev.sluice.function.CheckedRunnable;
import dev.sluice.runtime.World;
import dev.sluice.testkit.inside.Agent;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * How code is explored: what the {@linkplain Bubble bubbles} that it runs in look into, and how long they may go on.
 *
 * <p><b>Inside of operations.</b> A bubble switches between goroutines at the operations of the library. One that looks {@linkplain
 * #inside inside} of packages or classes also switches at each access of their code that can race: reads and writes of fields that
 * aren't final and of array elements, monitors, and calls of atomics, locks and collections of the JDK. The JDK's locks, queues and futures then
 * wait as the schedule says, {@code Thread.sleep} and the clocks go by the bubble's time, and a goroutine that spins by {@link Thread#onSpinWait} or {@link
 * Thread#yield} lets others go on.
 *
 * <p>For that, classes are rewritten as they load, by an agent. It is attached by {@code -javaagent:sluice-testkit.jar}, or attaches
 * itself where the JVM was started with {@code -Djdk.attach.allowAttachSelf=true}. Without it, the bubbles look at operations only, and a
 * warning says so.
 *
 * <p>Each schedule is sequentially consistent: a write is seen by all that read after it. What a processor or compiler may reorder isn't
 * found; jcstress finds it.
 *
 * <p>Immutable.
 */
public final class Explorer {
    /** Operations of the library only, with the default limits. */
    static final Explorer DEFAULT = new Explorer(List.of(), Limits.DEFAULT);

    private static final Pattern NAME = Pattern.compile(
            "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*");
    private static final ReentrantLock ONE = new ReentrantLock();
    private static final System.Logger LOG = System.getLogger(Bubble.class.getName());

    private final List<String> inside;
    private final Limits limits;

    private Explorer(List<String> inside, Limits limits) {
        this.inside = inside;
        this.limits = limits;
    }

    List<String> inside() {
        return inside;
    }

    Limits limits() {
        return limits;
    }

    /** Like {@link Bubble#inside}. Without the agent it is as without this, and a warning. */
    Explorer inside(String... packagesOrClasses) {
        List<String> names = List.of(packagesOrClasses);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("expected the name of a package or class at least, was none");
        }
        for (String each : names) {
            if (!NAME.matcher(each).matches()) {
                throw new IllegalArgumentException("expected the name of a package or class, was \"" + each + "\"");
            }
        }
        if (Agent.isAttached()) {
            Agent.include(names);
            return new Explorer(names, limits);
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "{0} can''t be looked into, since the agent isn''t attached: only operations of the"
                        + " library are explored. Start the JVM with -javaagent:sluice-testkit.jar or -Djdk.attach.allowAttachSelf=true",
                names);
        return new Explorer(List.of(), limits);
    }

    /**
     * Returns settings like these with other limits.
     *
     * @param limits how long each run may go on
     * @return new settings
     */
    public Explorer limits(Limits limits) {
        return new Explorer(inside, limits);
    }

    /**
     * Runs code in a bubble once; like {@link Bubble#run(long, CheckedRunnable)}.
     *
     * @param seed decides the schedule
     * @param body the code; the bubble's first goroutine
     * @param <X> what it may throw
     * @return what happened
     * @throws X what the body throws
     * @throws InterruptedException if interrupted; the bubble was ended
     */
    public <X extends Exception> Schedule run(long seed, CheckedRunnable<X> body) throws X, InterruptedException {
        enter();
        try {
            Run.Outcome outcome = Run.of(seed, Strategy.of(seed), this, body);
            if (outcome.failure() != null) {
                @SuppressWarnings("unchecked") // the body declares what it throws
                X failure = (X) told(outcome, seed, outcome.schedule().stepCount());
                throw failure;
            }
            return outcome.schedule();
        } finally {
            ONE.unlock();
        }
    }

    /**
     * Runs code in a bubble with one seed after the other, from 1, until one fails or all have passed; like {@link Bubble#explore}.
     *
     * @param seeds how many
     * @param body the code
     * @param <X> what it may throw
     * @return what was explored
     * @throws X what the body throws
     * @throws InterruptedException if interrupted; the bubble was ended
     */
    public <X extends Exception> Exploration explore(int seeds, CheckedRunnable<X> body)
            throws X, InterruptedException {
        return explore(1, seeds, body);
    }

    <X extends Exception> Exploration explore(long first, int seeds, CheckedRunnable<X> body)
            throws X, InterruptedException {
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds must be at least 1, was " + seeds);
        }
        enter();
        try {
            var distinct = new HashSet<Schedule>();
            long steps = 0;
            long switches = 0;
            for (long seed = first; seed < first + seeds; seed++) {
                Run.Outcome outcome = Run.of(seed, Strategy.of(seed), this, body);
                if (outcome.failure() != null) {
                    Run.Outcome shortest = Shrinker.shrink(outcome, this, body);
                    @SuppressWarnings("unchecked") // the body declares what it throws
                    X failure = (X) told(shortest, seed, outcome.schedule().stepCount());
                    throw failure;
                }
                distinct.add(outcome.schedule().withoutSteps());
                steps += outcome.schedule().stepCount();
                switches += outcome.schedule().switchCount();
            }
            return new Exploration(seeds, distinct.size(), steps, switches, inside);
        } finally {
            ONE.unlock();
        }
    }

    private static void enter() throws InterruptedException {
        if (World.current() instanceof BubbleWorld bubble) {
            Goroutine current = bubble.goroutine();
            if (current != null) {
                throw new IllegalStateException("a bubble can't be opened inside of another: goroutine "
                        + current.name() + " is in the bubble of seed " + bubble.seed());
            }
        }
        ONE.lockInterruptibly();
    }

    /** The exception of a run that has failed, with its schedule suppressed on it; an error is thrown here. */
    private static Exception told(Run.Outcome outcome, long seed, long stepsBefore) {
        Schedule schedule = outcome.schedule();
        Throwable failure = Objects.requireNonNull(outcome.failure());
        String shrunk = schedule.stepCount() < stepsBefore ? ", shrunk from " + stepsBefore : "";
        failure.addSuppressed(new Report(
                schedule,
                "this is seed " + seed + " (replay it: @Seed(" + seed + ")), with a schedule of " + schedule.stepCount()
                        + " steps" + shrunk + ":\n" + schedule));
        if (failure instanceof Error error) {
            throw error;
        }
        return (Exception) failure;
    }
}
