package dev.sluice.chat.load;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What is printed in the end.
 *
 * @param empty what the server had used before there were clients
 */
record LoadReport(
        LoadPlan plan,
        Tally tally,
        Figures before,
        Figures after,
        @Nullable ProcessFigures empty) {
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;
    private static final double SECONDS = 1e9;

    void print(PrintWriter out) {
        double seconds = (after.nanoTime() - before.nanoTime()) / SECONDS;
        if (!plan.isSilent()) {
            out.printf(
                    Locale.ROOT,
                    "deliveries: %,.0f/s, %,.1f MB/s%n",
                    tally.deliveries / seconds,
                    tally.bytes / seconds / 1e6);
            latencies(out, tally.latency);
            if (plan.acknowledged() && !plan.raw()) {
                out.printf(Locale.ROOT, "acknowledged: %,.0f/s%n", tally.acknowledgements / seconds);
            }
        }
        String first = tally.firstError.isEmpty() ? "" : "; the first: " + tally.firstError;
        out.printf(Locale.ROOT, "errors: %d, connections lost: %d%s%n", tally.errors, tally.closed, first);
        out.printf(
                Locale.ROOT,
                "this client: %.2f processors, %s%n",
                (after.ownCpuNanos() - before.ownCpuNanos()) / SECONDS / seconds,
                perDelivery(after.ownCpuNanos() - before.ownCpuNanos()));
        server(out, seconds);
        out.flush();
    }

    private static void latencies(PrintWriter out, Histogram latency) {
        out.printf(
                Locale.ROOT,
                "latency in ms: p50 %.2f, p90 %.2f, p99 %.2f, p99.9 %.2f, max %.2f%n",
                latency.getValueAtPercentile(50) / MILLIS,
                latency.getValueAtPercentile(90) / MILLIS,
                latency.getValueAtPercentile(99) / MILLIS,
                latency.getValueAtPercentile(99.9) / MILLIS,
                latency.getMaxValue() / MILLIS);
    }

    private void server(PrintWriter out, double seconds) {
        ProcessFigures begin = before.server();
        ProcessFigures end = after.server();
        if (empty == null || begin == null || end == null) {
            return;
        }
        Duration cpu = end.cpu().minus(begin.cpu());
        out.printf(
                Locale.ROOT,
                "the server: %.2f processors, %s%n",
                cpu.toNanos() / SECONDS / seconds,
                perDelivery(cpu.toNanos()));
        out.printf(
                Locale.ROOT,
                "memory of the server: %,d KiB, %.1f KiB more for each client than without them%n",
                end.residentKiB(),
                (double) (end.residentKiB() - empty.residentKiB()) / plan.clients());
    }

    private String perDelivery(long nanos) {
        return tally.deliveries == 0
                ? "no delivery"
                : "%.3f µs a delivery".formatted(nanos / MICROS / tally.deliveries);
    }
}
