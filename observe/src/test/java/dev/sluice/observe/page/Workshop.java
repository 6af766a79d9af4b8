package dev.sluice.observe.page;

import static dev.sluice.flow.Workers.workers;

import dev.sluice.flow.Pipeline;
import dev.sluice.flow.Run;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pipeline that is never done, and of which the test says which stage is slow. Each tenth item can't be made. */
final class Workshop implements AutoCloseable {
    private static final Duration SHORT = Duration.ofNanos(300_000);
    private static final Duration LONG = Duration.ofMillis(4);

    private final AtomicInteger listed = new AtomicInteger();
    private final Run<@Nullable Void> run;
    private volatile String slow = "plan";

    Workshop(String name) {
        run = Pipeline.<String>generate(() -> "item " + listed.incrementAndGet())
                .named("list")
                .map("plan", item -> work("plan", item))
                .map("make", workers(1, 4), this::make)
                .deadLetter(_ -> {})
                .forEach("store", item -> work("store", item))
                .runNamed(name)
                .start();
    }

    /** Makes one stage the one that holds the others up. */
    void slow(String stage) {
        slow = stage;
    }

    private String make(String item) throws InterruptedException {
        if (item.endsWith("0")) {
            throw new IllegalStateException(item + " can't be made");
        }
        return work("make", item);
    }

    private String work(String stage, String item) throws InterruptedException {
        Thread.sleep(stage.equals(slow) ? LONG : SHORT);
        return item;
    }

    @Override
    public void close() {
        run.close();
    }
}
