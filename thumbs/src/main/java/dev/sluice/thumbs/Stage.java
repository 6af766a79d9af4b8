package dev.sluice.thumbs;

import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.SendChannel;
import dev.sluice.thumbs.report.Journal;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A stage of the pipeline: workers that receive from one channel, do something with each value, and send what comes of it to
 * the next one.
 *
 * <p>When the channel in front is closed and drained, the last worker to notice closes the channel behind; so the end runs
 * through the pipeline as the values do. Since channels are bounded, a slow stage slows those in front of it, and what is on
 * its way is never more than the channels and the workers hold.
 *
 * @param <I> what it receives
 * @param <O> what it sends
 */
final class Stage<I, O> {
    /** What a stage does with each value. */
    @FunctionalInterface
    interface Work<I, O> {
        /**
         * Does one value.
         *
         * @param value the value
         * @return what to send on, or null for nothing
         * @throws FailedFile if this value can't be done; the stage goes on with the next one
         * @throws IOException if no value can be done; the pipeline ends
         * @throws InterruptedException if the thread is interrupted
         */
        @Nullable
        O apply(I value) throws FailedFile, IOException, InterruptedException;
    }

    private final Meter meter;
    private final ReceiveChannel<I> in;
    private final SendChannel<O> out;
    private final Work<? super I, ? extends O> work;
    private final Journal journal;
    private final AtomicInteger atWork;

    Stage(Meter meter, ReceiveChannel<I> in, SendChannel<O> out, Work<? super I, ? extends O> work, Journal journal) {
        this.meter = meter;
        this.in = in;
        this.out = out;
        this.work = work;
        this.journal = journal;
        this.atWork = new AtomicInteger(meter.workers());
    }

    /** Starts the workers as goroutines of a scope. */
    void start(Scope scope) throws InterruptedException {
        for (int i = 0; i < meter.workers(); i++) {
            scope.go(meter.name(), this::run);
        }
    }

    private void run() throws IOException, InterruptedException {
        for (I value = receive(); value != null; value = receive()) {
            O result = apply(value);
            if (result != null) {
                send(result);
            }
        }
        if (atWork.decrementAndGet() == 0) {
            out.close();
        }
    }

    private @Nullable I receive() throws InterruptedException {
        int queue = in.length();
        long start = System.nanoTime();
        I value = in.receive();
        if (value != null) {
            meter.received(System.nanoTime() - start, queue);
        }
        return value;
    }

    private @Nullable O apply(I value) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try {
            return work.apply(value);
        } catch (FailedFile e) {
            meter.failed();
            journal.failed(e.file(), e.reason());
            return null;
        } catch (ClosedByInterruptException _) {
            throw new InterruptedException();
        } finally {
            meter.worked(System.nanoTime() - start);
        }
    }

    private void send(O result) throws InterruptedException {
        long start = System.nanoTime();
        out.send(result);
        meter.sent(System.nanoTime() - start);
    }
}
