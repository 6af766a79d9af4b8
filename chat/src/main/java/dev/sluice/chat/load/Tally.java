package dev.sluice.chat.load;

import org.HdrHistogram.Histogram;

/** What was counted. Each event loop has one of its own, which only it uses. */
final class Tally {
    private static final int DIGITS = 3;

    final Histogram latency = new Histogram(DIGITS);
    long deliveries;
    long bytes;
    long acknowledgements;
    long errors;
    long closed;
    String firstError = "";

    void error(String text) {
        errors++;
        firstError = firstError.isEmpty() ? text : firstError;
    }

    void add(Tally other) {
        latency.add(other.latency);
        deliveries += other.deliveries;
        bytes += other.bytes;
        acknowledgements += other.acknowledgements;
        errors += other.errors;
        closed += other.closed;
        firstError = firstError.isEmpty() ? other.firstError : firstError;
    }

    /** Returns what was counted, and begins anew. */
    Tally take() {
        var taken = new Tally();
        taken.add(this);
        latency.reset();
        deliveries = bytes = acknowledgements = errors = closed = 0;
        firstError = "";
        return taken;
    }
}
