package dev.sluice.sync;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A promise is a value, or a failure, that is told once, and that any number of goroutines can wait for.
 *
 * {@snippet :
 * Promise<Address> bound = new Promise<>();
 *
 * scope.go(() -> server.listen(port, bound::complete));
 * connect(bound.await());
 * }
 *
 * <p>Only the first completion counts; later ones return false. To get the result of a goroutine no promise is needed: a
 * {@link dev.sluice.Task} is that already.
 *
 * <p>Completing a promise runs no foreign code: goroutines that wait are woken, and go on in their own threads. The exception is
 * a promise that was asked for a {@linkplain #toCompletableFuture future}: what depends on that runs in the thread that completes
 * the promise, as with every {@code CompletableFuture}. See {@link Awaitable} for waiting, and for putting several together.
 *
 * <p><b>Futures of the JDK.</b> {@link #of} makes a promise of a future, and {@link #toCompletableFuture} a future of a promise.
 * Cancelling goes across both ways:
 *
 * {@snippet :
 * HttpResponse<String> response = Promise.of(client.sendAsync(request, ofString())).await(); // cancelling this goroutine
 *                                                                                        // cancels the request
 * }
 *
 * <p>Promises are safe for use by any number of threads. Memory consistency: actions before the completion <i>happen-before</i>
 * those after an {@code await} or a receive from {@link #done} that sees it.
 *
 * @param <T> the type of the value
 */
public final class Promise<T extends @Nullable Object> extends Awaitable<T> implements Select.Done {
    /*
     * The outcome is set first, by a compare-and-set, and then the channel is closed. So a thread that finds no outcome finds the
     * channel open, and is woken. In the same way the future is set first, and then the outcome is looked for.
     */
    private final AtomicReference<@Nullable Outcome<T>> outcome = new AtomicReference<>();
    private final AtomicReference<@Nullable Future<T>> future = new AtomicReference<>();
    private final Channel<Void> done;

    /** What completes this; cancelled when a goroutine that waits for this is cancelled. */
    private final @Nullable CompletionStage<? extends T> stage;

    /** A future that is completed with a promise, and cancels that. */
    private static final class Future<T extends @Nullable Object> extends CompletableFuture<T> {
        private final Promise<T> promise;

        Future(Promise<T> promise) {
            this.promise = promise;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean isCancelled = super.cancel(mayInterruptIfRunning);
            if (isCancelled && promise.end(Outcome.failure(new CancelledException("the future was cancelled", null)))) {
                promise.cancelStage();
            }
            return isCancelled;
        }

        void end(Outcome<T> how) {
            if (how.failure() == null) {
                complete(how.value());
            } else {
                completeExceptionally(how.failure());
            }
        }
    }

    /** Creates a promise that isn't completed. */
    public Promise() {
        this("promise");
    }

    /**
     * Creates a promise that isn't completed, with a name.
     *
     * @param name its name in thread dumps
     */
    public Promise(String name) {
        this(Objects.requireNonNull(name, "name"), null);
    }

    private Promise(String name, @Nullable CompletionStage<? extends T> stage) {
        this.done = OwnChannels.unlisted(Channel.named(name)).unbuffered();
        this.stage = stage;
    }

    /**
     * Creates a promise that is completed when a future of the JDK is.
     *
     * <p>If a goroutine is cancelled, or its thread interrupted, while it awaits this promise or a view that has it as a part, the
     * future is cancelled: nothing else would end what is behind it. An {@code await} that is too late cancels nothing. Where
     * others need the future, make the promise of a copy: {@code Promise.of(future.copy())}.
     *
     * <p>What the future failed with is the failure; of a {@link CompletionException} that is its cause. If the future is
     * cancelled, that is a {@link CancelledException}.
     *
     * @param stage the future, or another stage. If it is no {@code CompletableFuture}, and has none, it can't be cancelled
     * @param <T> the type of its result
     * @return a new promise
     */
    public static <T extends @Nullable Object> Promise<T> of(CompletionStage<? extends T> stage) {
        var made = new Promise<T>("future", Objects.requireNonNull(stage, "stage"));
        stage.whenComplete((value, failure) -> made.end(failure == null ? Outcome.success(value) : failed(failure)));
        return made;
    }

    private static <T extends @Nullable Object> Outcome<T> failed(Throwable failure) {
        Throwable cause = failure.getCause();
        Throwable own = failure instanceof CompletionException && cause != null ? cause : failure;
        return Outcome.failure(
                own instanceof CancellationException && !(own instanceof CancelledException)
                        ? new CancelledException("the future was cancelled", own)
                        : own);
    }

    /**
     * Returns a future of the JDK that is completed when this promise is. Cancelling it fails the promise with a {@link
     * CancelledException}, if it isn't completed yet, and cancels the future that the promise was made {@linkplain #of of}. To
     * hand out a future that can't do that, use {@code toCompletableFuture().copy()}. Completing the future changes nothing here.
     *
     * @return the future, always the same one
     */
    public CompletableFuture<T> toCompletableFuture() {
        var made = new Future<>(this);
        Future<T> known = future.compareAndExchange(null, made);
        Future<T> shared = known == null ? made : known;
        Outcome<T> how = outcome.get();
        if (how != null) {
            shared.end(how);
        }
        return shared;
    }

    /**
     * Completes the promise with a value.
     *
     * @param value the value
     * @return whether this call completed it; if not, the value is ignored
     */
    public boolean complete(T value) {
        World.step("complete", this);
        return end(Outcome.success(value));
    }

    /**
     * Completes the promise with a failure.
     *
     * @param failure what the waiters are thrown
     * @return whether this call completed it; if not, the failure is ignored
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
        Future<T> waiting = future.get();
        if (waiting != null) {
            waiting.end(how);
        }
        return true;
    }

    /**
     * Returns a channel that never has a value, and is closed when the promise has been completed: a case for a {@link
     * dev.sluice.Select}.
     *
     * @return the channel, always the same one
     */
    @Override
    public ReceiveChannel<Void> done() {
        return done;
    }

    /**
     * Returns whether the promise has been completed.
     *
     * @return whether an {@code await} would return at once
     */
    public boolean isDone() {
        return outcome.get() != null;
    }

    /**
     * Returns what the promise has failed with.
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

    @Override
    void cancelFutures() {
        if (!isDone()) {
            cancelStage();
        }
    }

    private void cancelStage() {
        if (stage == null) {
            return;
        }
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException _) {
            // a stage without a future can't be cancelled, which is documented
        }
    }

    /** Returns its name, and what has come of it. */
    @Override
    public String toString() {
        Outcome<T> how = outcome.get();
        return done.name()
                + (how == null ? " (open)" : how.isFailure() ? " (failed: " + how.failure() + ")" : " (done)");
    }
}
