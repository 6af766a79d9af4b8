package dev.sluice.thumbs;

import dev.sluice.thumbs.report.StageFigures;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what passes through a stage, and where its time goes. A meter is safe for use by any number of threads.
 *
 * <p>A stage whose workers are mostly busy is the one to give more workers; the ones before it wait to send, and those behind
 * it wait to receive.
 */
final class Meter {
    private final String name;
    private final int workers;
    private final LongAdder in = new LongAdder();
    private final LongAdder out = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder busyNanos = new LongAdder();
    private final LongAdder waitInNanos = new LongAdder();
    private final LongAdder waitOutNanos = new LongAdder();
    private final AtomicInteger queueMax = new AtomicInteger();

    Meter(String name, int workers) {
        this.name = name;
        this.workers = workers;
    }

    String name() {
        return name;
    }

    int workers() {
        return workers;
    }

    void received(long nanos, int queue) {
        in.increment();
        waitInNanos.add(nanos);
        queueMax.accumulateAndGet(queue, Math::max);
    }

    void worked(long nanos) {
        busyNanos.add(nanos);
    }

    void sent(long nanos) {
        out.increment();
        waitOutNanos.add(nanos);
    }

    void failed() {
        failed.increment();
    }

    StageFigures figures() {
        return new StageFigures(
                name,
                workers,
                in.sum(),
                out.sum(),
                failed.sum(),
                busyNanos.sum() / 1e9,
                waitInNanos.sum() / 1e9,
                waitOutNanos.sum() / 1e9,
                queueMax.get());
    }
}
