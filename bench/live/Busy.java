import com.sun.management.OperatingSystemMXBean;
import dev.sluice.flow.Pipeline;
import dev.sluice.flow.Workers;
import dev.sluice.observe.LivePage;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures what the live page costs: the processor time of this process for a fixed amount of work, in turns without the page, with it, and with a reader. */
public class Busy {
    private static final int ITEMS = 1_000_000;
    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static volatile long sink;

    enum Mode {
        WITHOUT,
        PAGE,
        READER
    }

    public static void main(String[] arguments) throws Exception {
        Map<Mode, List<Double>> seconds = new EnumMap<>(Mode.class);
        for (int round = -2; round < ROUNDS; round++) { // two to warm up
            for (Mode mode : Mode.values()) {
                double took = measure(mode);
                if (round >= 0) {
                    seconds.computeIfAbsent(mode, _ -> new ArrayList<>()).add(took);
                    System.out.printf(Locale.ROOT, "round %d  %-8s %.3f s of processor time%n", round + 1, mode, took);
                }
            }
        }
        double without = median(seconds.get(Mode.WITHOUT));
        seconds.forEach((mode, all) -> System.out.printf(
                Locale.ROOT,
                "%-8s median %.3f s, %.3f to %.3f: %+.1f %%%n",
                mode,
                median(all),
                all.stream().mapToDouble(each -> each).min().orElseThrow(),
                all.stream().mapToDouble(each -> each).max().orElseThrow(),
                100 * (median(all) / without - 1)));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double measure(Mode mode) throws Exception {
        if (mode == Mode.WITHOUT) {
            return work();
        }
        try (var page = LivePage.start(0)) {
            if (mode == Mode.PAGE) {
                return work();
            }
            Process reader = new ProcessBuilder("curl", "-sN", page.uri().resolve("/events").toString())
                    .redirectErrorStream(true)
                    .start();
            try {
                reader.getInputStream().read(); // it is connected
                Thread.ofVirtual().start(() -> {
                    try {
                        reader.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                    } catch (java.io.IOException _) {
                        // it was ended
                    }
                });
                return work();
            } finally {
                reader.destroy();
                reader.waitFor();
            }
        }
    }

    /** Runs a pipeline, and returns the seconds of processor time that it took. */
    private static double work() throws Exception {
        long start = SYSTEM.getProcessCpuTime();
        Pipeline.from(IntStream.range(0, ITEMS).boxed())
                .map("decode", Workers.workers(2), each -> compute(each))
                .map("encode", Workers.workers(2), each -> compute(each))
                .forEach(each -> sink = each)
                .runNamed("busy")
                .run();
        return (SYSTEM.getProcessCpuTime() - start) / 1e9;
    }

    private static long compute(long seed) {
        long x = seed;
        for (int i = 0; i < 2000; i++) {
            x = (x ^ (x >>> 29)) * 6364136223846793005L + 1442695040888963407L;
        }
        return x;
    }
}
