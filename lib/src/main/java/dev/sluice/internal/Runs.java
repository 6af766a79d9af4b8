package dev.sluice.internal;

import dev.sluice.inspect.PipelineState;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The runs of pipelines that go on, for code that shows what a program does. They are referred to weakly: a run that has leaked must
 * stay one that nothing can reach.
 */
public final class Runs {
    /** What knows the stages of a run. */
    public interface Shown {
        /**
         * Returns the queues between the stages; may be called by any thread.
         *
         * @return the channels
         */
        List<?> channels();

        /**
         * Returns how far the run is; may be called by any thread, also when the run has ended.
         *
         * @param name what the run is called
         * @param number what tells it from others of that name
         * @return the run, as it is shown
         */
        PipelineState look(String name, long number);
    }

    private record Entry(String name, WeakReference<Shown> run) {}

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final ConcurrentNavigableMap<Long, Entry> RUNS = new ConcurrentSkipListMap<>();

    private Runs() {}

    /**
     * Begins to show a run.
     *
     * @param name what it is called
     * @param run the run, which the caller holds on to
     * @return its number
     */
    public static long begin(String name, Shown run) {
        long number = NUMBERS.incrementAndGet();
        RUNS.put(number, new Entry(name, new WeakReference<>(run)));
        return number;
    }

    /**
     * Ends that.
     *
     * @param number the run's number
     */
    public static void end(long number) {
        RUNS.remove(number);
    }

    /**
     * Returns all runs that go on now.
     *
     * @return the runs, in the order in which they began
     */
    public static List<PipelineState> now() {
        List<PipelineState> runs = new ArrayList<>();
        forEach((number, name, run) -> runs.add(run.look(name, number)));
        return runs;
    }

    /**
     * Returns the queues between the stages of all runs that go on now.
     *
     * @return the channels, run by run, in the order in which the runs began
     */
    public static List<?> channels() {
        List<Object> channels = new ArrayList<>();
        forEach((_, _, run) -> channels.addAll(run.channels()));
        return channels;
    }

    @FunctionalInterface
    private interface Visitor {
        void visit(long number, String name, Shown run);
    }

    private static void forEach(Visitor visitor) {
        RUNS.forEach((number, entry) -> {
            Shown run = entry.run.get();
            if (run == null) {
                RUNS.remove(number);
            } else {
                visitor.visit(number, entry.name, run);
            }
        });
    }
}
