package dev.sluice.bench.peer;

import dev.sluice.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines are started as the users of a peer start them: those of Sluice in a scope, all others as virtual threads. The
 * measured goroutine runs a few ten thousand operations, so that its start is no part of the figure, unless it is the question.
 */
public sealed interface Goroutines extends AutoCloseable {
    /** What a goroutine does. */
    @FunctionalInterface
    interface Body {
        /** Runs in the goroutine. */
        void run() throws Exception;
    }

    /** Starts one. */
    void go(Body body) throws InterruptedException;

    /** Waits until all have ended. The first failure is thrown here. */
    void join() throws InterruptedException;

    /** Ends what still runs, and waits for its end. */
    @Override
    void close();

    /** Those of Sluice. */
    final class InScope implements Goroutines {
        private final Scope scope = Scope.open();

        @Override
        public void go(Body body) throws InterruptedException {
            scope.go(body::run);
        }

        @Override
        public void join() throws InterruptedException {
            scope.join();
        }

        @Override
        public void close() {
            scope.close();
        }
    }

    /** Those of everybody else. */
    final class OnThreads implements Goroutines {
        private final List<Thread> threads = new ArrayList<>();
        private volatile @Nullable Throwable failure;

        @Override
        public void go(Body body) {
            Thread thread = Thread.ofVirtual().unstarted(() -> run(body));
            synchronized (threads) {
                threads.add(thread);
            }
            thread.start();
        }

        private void run(Body body) {
            try {
                body.run();
            } catch (Throwable thrown) {
                if (failure == null) {
                    failure = thrown;
                    interruptAll(); // the others may wait for this one
                }
            }
        }

        @Override
        public void join() throws InterruptedException {
            for (Thread each : threads) {
                each.join();
            }
            Throwable thrown = failure;
            if (thrown != null) {
                throw new IllegalStateException("a goroutine has failed", thrown);
            }
        }

        @Override
        public void close() {
            interruptAll();
            try {
                for (Thread each : threads) {
                    each.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void interruptAll() {
            synchronized (threads) {
                threads.forEach(Thread::interrupt);
            }
        }
    }
}
