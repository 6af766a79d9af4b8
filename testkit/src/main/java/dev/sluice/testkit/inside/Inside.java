package dev.sluice.testkit.inside;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rewritten code calls. Where no bubble looks inside, each does what the code did before: hence the names, and no loops around waits. */
@SuppressWarnings({"NamedLikeContextualKeyword", "WaitNotInLoop"})
public final class Inside {
    /** The bubble that is open. Written before its goroutines start and after they have ended. */
    private static @Nullable Steps steps;

    private Inside() {}

    /** Opens: rewritten code of these packages and classes takes steps from now on. */
    public static void open(Steps bubble, List<String> names) {
        Sites.activate(names);
        steps = bubble;
        Jdk.open(bubble);
    }

    /** Ends what {@link #open} has begun. */
    public static void close() {
        steps = null;
        Jdk.close();
    }

    public static void step(int site) {
        Steps bubble = steps;
        if (bubble != null) {
            bubble.step(Sites.get(site));
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the code has called it
    public static void yield(int site) {
        Steps bubble = steps;
        if (bubble == null) {
            Thread.yield();
        } else {
            bubble.spin(Sites.get(site));
        }
    }

    public static void onSpinWait(int site) {
        Steps bubble = steps;
        if (bubble == null) {
            Thread.onSpinWait();
        } else {
            bubble.spin(Sites.get(site));
        }
    }

    public static void quiet() {
        Steps bubble = steps;
        if (bubble != null) {
            bubble.quiet();
        }
    }

    public static void loud() {
        Steps bubble = steps;
        if (bubble != null) {
            bubble.loud();
        }
    }

    public static void enter(@Nullable Object monitor, int site) {
        Steps bubble = steps;
        if (bubble != null && monitor != null) {
            bubble.enter(monitor, Sites.get(site));
        }
    }

    public static void exit(Object monitor) {
        Steps bubble = steps;
        if (bubble != null) {
            bubble.exit(monitor);
        }
    }

    public static void wait(Object monitor, int site) throws InterruptedException {
        Steps bubble = steps;
        if (bubble == null || !bubble.await(monitor, 0, Sites.get(site))) {
            monitor.wait();
        }
    }

    public static void wait(Object monitor, long millis, int site) throws InterruptedException {
        Steps bubble = steps;
        if (bubble == null || millis < 0 || !bubble.await(monitor, nanos(millis, 0), Sites.get(site))) {
            monitor.wait(millis);
        }
    }

    public static void wait(Object monitor, long millis, int nanos, int site) throws InterruptedException {
        Steps bubble = steps;
        if (bubble == null
                || millis < 0
                || nanos < 0
                || !bubble.await(monitor, nanos(millis, nanos), Sites.get(site))) {
            monitor.wait(millis, nanos);
        }
    }

    public static void notify(Object monitor, int site) {
        Steps bubble = steps;
        if (bubble == null || !bubble.signal(monitor, false, Sites.get(site))) {
            monitor.notify();
        }
    }

    public static void notifyAll(Object monitor, int site) {
        Steps bubble = steps;
        if (bubble == null || !bubble.signal(monitor, true, Sites.get(site))) {
            monitor.notifyAll();
        }
    }

    public static void sleep(long millis, int site) throws InterruptedException {
        Steps bubble = steps;
        if (bubble == null || millis < 0 || !bubble.sleep(nanos(millis, 0), Sites.get(site))) {
            Thread.sleep(millis);
        }
    }

    public static void sleep(long millis, int nanos, int site) throws InterruptedException {
        Steps bubble = steps;
        if (bubble == null || millis < 0 || nanos < 0 || !bubble.sleep(nanos(millis, nanos), Sites.get(site))) {
            Thread.sleep(millis, nanos);
        }
    }

    public static void sleep(Duration time, int site) throws InterruptedException {
        Steps bubble = steps;
        if (bubble == null || !bubble.sleep(nanos(time.toMillis(), time.toNanosPart() % 1_000_000), Sites.get(site))) {
            Thread.sleep(time);
        }
    }

    public static long nanoTime(int site) {
        Steps bubble = steps;
        return bubble == null ? System.nanoTime() : bubble.nanoTime();
    }

    public static long currentTimeMillis(int site) {
        Steps bubble = steps;
        return bubble == null ? System.currentTimeMillis() : bubble.currentTimeMillis();
    }

    private static long nanos(long millis, int nanos) {
        return millis >= Long.MAX_VALUE / 2_000_000 ? Long.MAX_VALUE / 2 : millis * 1_000_000 + nanos;
    }
}
