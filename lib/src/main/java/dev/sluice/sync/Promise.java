package dev.sluice.sync;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A promise is a value, or a failure, that somebody will tell once and anybody can wait for.
 *
 * {@snippet :
 * Promise<Address> bound = new Promise<>();
 *
 * scope.go(() -> server.listen(port, bound::complete));
 * connect(bound.await());
 * }
 *
 * <p>Only the first completion counts; later ones are answered false. To get the result of a goroutine no promise is needed: a
 * {@link dev.sluice.Task} is that already.
 *
 * <p>Completing a promise runs nobody's code: those who wait are woken, and do what they want in their own threads. See {@link
 * Awaitable} for waiting, and for putting several together.
 *
 * <p>Promises are safe for use by any number of threads. Memory consistency: actions before the completion <i>happen-before</i>
 * those after an {@code await} or a receive from {@link #done} that sees it.
 *
 * @param <T> the type of the value
 */
public final class Promise<T extends @Nullable Object> extends Awaitable<T> implements Select.Done {
    /*
     * The outcome is set first, by a compare-and-set, and then the channel is closed. So who finds no outcome finds the channel
     * open, and is woken.
     */
    private final AtomicReference<@Nullable Outcome<T>> outcome = new AtomicReference<>();
    private final Channel<Void> done;

    /** Creates a promise that isn't completed. */
    public Promise() {
        this("promise");
    }

    /**
     * Creates a promise that isn't completed, with a name.
     *
     * @param name what thread dumps call it
     */
    public Promise(String name) {
        this.done = OwnChannels.unlisted(Channel.named(Objects.requireNonNull(name, "name")))
                .unbuffered();
    }

    /**
     * Completes the promise with a value.
     *
     * @param value the value
     * @return whether this call was the one that completed it; if not, the value is dropped
     */
    public boolean complete(T value) {
        World.step("complete", this);
        return end(Outcome.success(value));
    }

    /**
     * Completes the promise with a failure.
     *
     * @param failure what those who wait are thrown
     * @return whether this call was the one that completed it; if not, the failure is dropped
     */
    public boolean fail(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        World.step("fail", this);
        return end(Outcome.failure(failure));
    }

    private boolean end(Outcome<T> how) {
        if (!outcome.compareAndSet(null, how)) {
            return false;
        }
        done.close();
        return true;
    }

    /**
     * Answers a channel that never has a value, and is closed when the promise has been completed: a case for a {@link
     * dev.sluice.Select}.
     *
     * @return the channel, always the same one
     */
    @Override
    public ReceiveChannel<Void> done() {
        return done;
    }

    /**
     * Answers whether the promise has been completed.
     *
     * @return whether an {@code await} would answer at once
     */
    public boolean isDone() {
        return outcome.get() != null;
    }

    /**
     * Answers what the promise has failed with.
     *
     * @return the failure, or null if it has a value or nothing yet
     */
    public @Nullable Throwable failure() {
        Outcome<T> how = outcome.get();
        return how == null ? null : how.failure();
    }

    @Override
    @Nullable
    Outcome<T> look(List<ReceiveChannel<Void>> undecided) {
        Outcome<T> how = outcome.get();
        if (how == null) {
            undecided.add(done);
        }
        return how;
    }

    /** Answers its name, and what has come of it, for people to read. */
    @Override
    public String toString() {
        Outcome<T> how = outcome.get();
        return done.name()
                + (how == null ? " (open)" : how.isFailure() ? " (failed: " + how.failure() + ")" : " (done)");
    }
}
