package dev.sluice.flow;

import dev.sluice.CancelledException;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.SendChannel;
import dev.sluice.Task;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.internal.OwnChannels;
import dev.sluice.internal.Thrown;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The goroutines of one stage, and what becomes of its channels when they end. */
final class Stage {
    /*
     * Each goroutine runs a loop, which moves values and returns when there is nothing more to be moved, for whatever reason.
     * What that means to the channels is decided here:
     *
     *  - The last loop to return closes the outputs. A loop that throws does so at once, with its error.
     *  - The call that ends the last output, here or by leaving it, cancels the inputs in the same call. That wakes the loops that
     *    wait for an idle input: they find it ended and return. It also ends the last output of the stage that sends to the
     *    input, and so goes up to the sources.
     *
     * Outputs come first: to a sibling, and to other receivers from the same input, a cancelled input looks like one that has
     * come to its end, and by then no output may be left that could be closed as if that were so.
     *
     * The first error is the stage's, and later ones are suppressed on it. It is thrown, and so fails the scope, only if no
     * output was open to take it. An interruption isn't the stage's error: a true one that comes after it must be told.
     *
     * An input that has ended by itself is left alone: cancelling would take from other receivers of it the error it was
     * closed with.
     */
    private final List<? extends SendChannel<?>> outputs;
    private final AtomicInteger running;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Stage(List<? extends SendChannel<?>> outputs, int goroutines) {
        this.outputs = outputs;
        this.running = new AtomicInteger(goroutines);
    }

    /**
     * Starts a stage of one goroutine.
     *
     * @throws InterruptedException if interrupted while waiting for a slot of the scope; the stage has ended then
     */
    static void start(
            Scope scope,
            String name,
            List<? extends ReceiveChannel<?>> inputs,
            List<? extends SendChannel<?>> outputs,
            CheckedRunnable<Exception> loop)
            throws InterruptedException {
        start(scope, name, inputs, outputs, List.of(loop));
    }

    /**
     * Starts a stage of one goroutine for each loop.
     *
     * @throws InterruptedException if interrupted while waiting for a slot of the scope; the stage has ended then
     */
    static void start(
            Scope scope,
            String name,
            List<? extends ReceiveChannel<?>> inputs,
            List<? extends SendChannel<?>> outputs,
            List<? extends CheckedRunnable<Exception>> loops)
            throws InterruptedException {
        start(scope, name, () -> inputs, outputs, loops);
    }

    /**
     * Starts a stage whose inputs change.
     *
     * @param inputs returns what to leave, in whichever thread ends the last output
     * @throws InterruptedException if interrupted while waiting for a slot of the scope; the stage has ended then
     */
    static void start(
            Scope scope,
            String name,
            Supplier<? extends List<? extends ReceiveChannel<?>>> inputs,
            List<? extends SendChannel<?>> outputs,
            List<? extends CheckedRunnable<Exception>> loops)
            throws InterruptedException {
        Stage stage = new Stage(outputs, loops.size());
        boolean started = false;
        try {
            for (SendChannel<?> output : outputs) {
                OwnChannels.connect(output, () -> stage.hasOutput() ? List.of() : inputs.get());
            }
            for (CheckedRunnable<Exception> loop : loops) {
                Task<?> task = scope.go(name, () -> stage.run(loop));
                if (task.state() == Task.State.CANCELLED) { // maybe without having run
                    stage.cutOff(new CancelledException("goroutine " + task.name() + " was cancelled", null));
                }
            }
            started = true;
        } finally {
            if (!started) {
                stage.cutOff(new CancelledException("stage " + name + " could not be started", null));
            }
        }
    }

    private void run(CheckedRunnable<Exception> loop) throws Exception {
        try {
            loop.run();
        } catch (InterruptedException e) {
            cutOff(e);
            throw e;
        } catch (Throwable e) { // checked ones that aren't exceptions too, which other languages throw at will
            fail(errorOf(e));
            return;
        }
        if (running.decrementAndGet() == 0) {
            outputs.forEach(SendChannel::close);
        }
    }

    private boolean hasOutput() {
        return !outputs.stream().allMatch(SendChannel::isClosed);
    }

    private void fail(Throwable error) throws Exception {
        if (!failure.compareAndSet(null, error)) {
            Throwable first = failure.get();
            if (first != null && first != error) {
                first.addSuppressed(error);
            }
            if (error instanceof Error fatal) {
                throw fatal;
            }
            return;
        }
        boolean told = false;
        for (SendChannel<?> output : outputs) {
            told |= output.closeWithError(error);
        }
        if (!told || error instanceof Error) {
            throw Thrown.as(error, Exception.class);
        }
    }

    /** Returns the error itself where an input has failed with it. */
    static Throwable errorOf(Throwable thrown) {
        Throwable cause = thrown instanceof ChannelFailedException ? thrown.getCause() : null;
        return cause == null ? thrown : cause;
    }

    /** What a loop throws that has learnt of its input's error otherwise than by an exception. */
    static ChannelFailedException inputFailed(Throwable error) {
        return new ChannelFailedException("the input has failed: " + error, error);
    }

    private void cutOff(Exception why) {
        outputs.forEach(output -> cutOff(output, why));
    }

    /** Closes an output so that what has come doesn't look complete. */
    static void cutOff(SendChannel<?> output, Exception why) {
        output.closeWithError(
                why instanceof CancelledException
                        ? why
                        : new CancelledException("what sends to channel " + output.name() + " was cancelled", why));
    }
}
