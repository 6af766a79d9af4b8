package dev.sluice.resilience;

import java.time.Duration;
import java.util.function.Predicate;

/** What a circuit breaker was told. It never changes: each change is made to a copy that nobody has seen yet. */
final class Options {
    static final long NEVER_SLOW = Long.MAX_VALUE;

    private static final int MOST_CALLS = 1_000_000;

    private final String name;
    private int windowCalls = 100;
    private long windowNanos;
    private int minimumCalls = 10;
    private double failureRate = 0.5;
    private double slowRate = 1;
    private long slowNanos = NEVER_SLOW;
    private long openNanos = Duration.ofSeconds(10).toNanos();
    private int probes = 3;
    private long probesNanos = Duration.ofSeconds(30).toNanos();
    private Predicate<? super Throwable> failure = Outcomes::isFailure;

    Options(String name) {
        this.name = name;
    }

    private Options(Options other) {
        name = other.name;
        windowCalls = other.windowCalls;
        windowNanos = other.windowNanos;
        minimumCalls = other.minimumCalls;
        failureRate = other.failureRate;
        slowRate = other.slowRate;
        slowNanos = other.slowNanos;
        openNanos = other.openNanos;
        probes = other.probes;
        probesNanos = other.probesNanos;
        failure = other.failure;
    }

    String name() {
        return name;
    }

    /** From when on a call is slow. */
    long slowNanos() {
        return slowNanos;
    }

    long openNanos() {
        return openNanos;
    }

    int probes() {
        return probes;
    }

    /** How long probes have. */
    long probesNanos() {
        return probesNanos;
    }

    boolean isFailure(Throwable thrown) {
        return failure.test(thrown);
    }

    Window newWindow() {
        return windowCalls > 0 ? new CountWindow(windowCalls, enoughCalls()) : new TimeWindow(windowNanos);
    }

    /** How many calls decide. */
    int enoughCalls() {
        return windowCalls > 0 ? Math.min(minimumCalls, windowCalls) : minimumCalls;
    }

    /** Whether so many bad ones among so many calls are too many. */
    boolean isTooBad(long calls, long failed, long slow) {
        return calls > 0
                && ((double) failed >= (double) calls * failureRate
                        || (slowNanos != NEVER_SLOW && (double) slow >= (double) calls * slowRate));
    }

    Options window(int calls) {
        inRange("window", calls);
        var changed = new Options(this);
        changed.windowCalls = calls;
        return changed;
    }

    Options window(Duration time) {
        var changed = new Options(this);
        changed.windowNanos = Nanos.positive("window", time);
        changed.windowCalls = 0;
        return changed;
    }

    Options minimumCalls(int calls) {
        inRange("minimum", calls);
        var changed = new Options(this);
        changed.minimumCalls = calls;
        return changed;
    }

    Options failureRate(double part) {
        mustBePart("failure rate", part);
        var changed = new Options(this);
        changed.failureRate = part;
        return changed;
    }

    Options slowRate(double part, Duration slow) {
        mustBePart("slow rate", part);
        var changed = new Options(this);
        changed.slowRate = part;
        changed.slowNanos = Nanos.positive("slow", slow);
        return changed;
    }

    Options openFor(Duration time) {
        var changed = new Options(this);
        changed.openNanos = Nanos.positive("time to be open", time);
        return changed;
    }

    Options probes(int calls, Duration most) {
        inRange("probes", calls);
        var changed = new Options(this);
        changed.probes = calls;
        changed.probesNanos = Nanos.positive("time of probes", most);
        return changed;
    }

    Options failsOn(Predicate<? super Throwable> other) {
        var changed = new Options(this);
        changed.failure = other;
        return changed;
    }

    private static void inRange(String what, int calls) {
        if (calls < 1 || calls > MOST_CALLS) {
            throw new IllegalArgumentException(what + " must be from 1 to " + MOST_CALLS + " calls, was " + calls);
        }
    }

    private static void mustBePart(String what, double part) {
        if (!(part > 0 && part <= 1)) {
            throw new IllegalArgumentException(what + " must be more than 0 and at most 1, was " + part);
        }
    }
}
