package dev.sluice.stress.soak;

import dev.sluice.Sluice;
import dev.sluice.stress.soak.Ledger.Fate;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs random programs for a long time, and looks whether a value is lost or doubled, whether one of them hangs, whether the
 * heap grows, and whether a goroutine is left at the end.
 */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs random programs under load, with interrupts, cancels and closes, and looks for what goes wrong.",
        footer = {
            "",
            "  ./sluice soak                    for ten minutes",
            "  ./sluice soak --seconds 30       for half a minute",
            "  ./sluice soak --seed 42 --once   the one program with this seed"
        })
public final class Soak implements Callable<Integer> {
    /** A program that takes longer than this hangs: its own deadline is below half a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long MEGABYTE = 1_000_000;
    private static final long ALLOWED_GROWTH = 8 * MEGABYTE;

    @Option(names = "--seconds", paramLabel = "N", description = "How long to run. Default: 600.")
    private long seconds = 600;

    @Option(names = "--seed", paramLabel = "N", description = "The first seed. Default: a random one.")
    private long seed = System.nanoTime();

    @Option(names = "--once", description = "Run only one program.")
    private boolean once;

    private final PrintStream out = System.out;
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    private long programs;
    private long values;

    /** Creates the command, whose options are then set. */
    public Soak() {}

    @Override
    public Integer call() throws Exception {
        if (seconds < 1) {
            throw new IllegalArgumentException("--seconds must be at least 1, was " + seconds);
        }
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long settled = start + TimeUnit.SECONDS.toNanos(seconds) / 5; // classes are loaded and compiled until then
        long nextReport = start;
        long heapThen = 0;
        for (long each = seed; System.nanoTime() < end; each++) {
            @Nullable String failure = run(each);
            if (failure != null) {
                out.println(failure);
                out.println("The program is run again by: ./sluice soak --once --seed " + each);
                return 1;
            }
            if (once) {
                break;
            }
            long now = System.nanoTime();
            if (heapThen == 0 && now > settled) {
                heapThen = heap();
            }
            if (now > nextReport) {
                nextReport = now + TimeUnit.SECONDS.toNanos(10);
                out.println(figures(now - start));
            }
        }
        return conclude(System.nanoTime() - start, heapThen);
    }

    /** Runs two programs at once, so that they disturb each other; returns what went wrong, or null. */
    private @Nullable String run(long each) throws InterruptedException {
        var beside = new FutureTask<>(() -> new Program(~each).run());
        Thread thread = Thread.ofVirtual().name("soak").start(beside);
        var program = new FutureTask<>(() -> new Program(each).run());
        Thread.ofVirtual().name("soak").start(program);
        try {
            count(program.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            count(beside.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            thread.join();
            return null;
        } catch (TimeoutException _) {
            return "A program hangs.\n" + Sluice.snapshot(10).toText();
        } catch (ExecutionException e) {
            e.printStackTrace(out);
            return "A program has failed.";
        }
    }

    private void count(Ledger ledger) {
        programs++;
        values += ledger.made();
        for (Fate fate : Fate.values()) {
            fates.merge(fate, (long) ledger.count(fate), Long::sum);
        }
    }

    private int conclude(long nanos, long heapThen) {
        out.println(figures(nanos));
        long goroutines = Sluice.snapshot().goroutines();
        if (goroutines > 0) {
            out.println(goroutines + " goroutines are left.\n" + Sluice.dump());
            return 1;
        }
        if (heapThen == 0) {
            return 0;
        }
        long heapNow = heap();
        out.printf(
                Locale.ROOT,
                "Heap after a collection: %.1f MB after a fifth of the time, %.1f MB at the end.%n",
                1.0 * heapThen / MEGABYTE,
                1.0 * heapNow / MEGABYTE);
        if (heapNow - heapThen > ALLOWED_GROWTH) {
            out.println("That is more than the " + ALLOWED_GROWTH / MEGABYTE + " MB that are allowed.");
            return 1;
        }
        out.println("No value was lost or doubled, nothing hung, no goroutine is left.");
        return 0;
    }

    private String figures(long nanos) {
        return String.format(
                Locale.ROOT,
                "%4d s  %,d programs, %,d values: %,d received, %,d undelivered, %,d returned",
                TimeUnit.NANOSECONDS.toSeconds(nanos),
                programs,
                values,
                fates.getOrDefault(Fate.RECEIVED, 0L),
                fates.getOrDefault(Fate.UNDELIVERED, 0L),
                fates.getOrDefault(Fate.RETURNED, 0L));
    }

    /** The bytes of the heap that are still in use after a collection or two. */
    private long heap() {
        System.gc();
        System.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
