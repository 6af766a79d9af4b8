package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.World;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind: a goroutine, a timer, an open scope, or an interrupt flag.
 *
 * <p>It puts itself between the library and the real world, and keeps every goroutine's thread. What has to end gets the time it
 * needs: the test's own timeout is the bound.
 */
final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private final Queue<Thread> goroutines = new ConcurrentLinkedQueue<>();
    private World before = World.current();

    @Override
    public void beforeEach(ExtensionContext context) {
        goroutines.clear();
        before = World.use(new Watched(World.current(), goroutines));
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        World.use(before);
        boolean interrupted = Thread.interrupted();
        if (context.getExecutionException().isPresent()) {
            return; // a test that failed may well have left something
        }
        assertThat(interrupted).as("the test's thread was left interrupted").isFalse();
        assertThat(Strand.current()).as("a scope was left open").isNull();
        for (Thread goroutine : goroutines) {
            if (goroutine.getState() != Thread.State.NEW) {
                boolean ended = goroutine.join(java.time.Duration.ofSeconds(5));
                assertThat(ended)
                        .as(
                                "goroutine %s was left behind, at %s",
                                goroutine, java.util.Arrays.asList(goroutine.getStackTrace()))
                        .isTrue();
            }
        }
        Eventually.becomes(
                () -> before.timers().pending() == 0, () -> before.timers().pending() + " timers were left");
    }

    /** The real world, with an eye on its threads. */
    private static final class Watched extends ForwardingWorld {
        private final Queue<Thread> goroutines;

        Watched(World world, Queue<Thread> goroutines) {
            super(world);
            this.goroutines = goroutines;
        }

        @Override
        public Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body) {
            Thread thread = real.unstarted(name, handler, body);
            goroutines.add(thread);
            return thread;
        }

        /** What may be collected can't be kept. */
        @Override
        public void startUnheld(Thread thread) {
            goroutines.remove(thread);
            real.startUnheld(thread);
        }
    }
}
