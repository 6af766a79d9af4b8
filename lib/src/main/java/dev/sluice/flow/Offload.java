package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Received;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.OwnChannels;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One call on a platform thread, for which a goroutine waits. */
final class Offload<M> implements Runnable {
    /*
     * The goroutine doesn't go on before the call has ended, whatever comes: so the call ends with the scope of the goroutine,
     * as if it ran in it. An interruption is handed on once, under the lock that keeps the thread from beginning something else.
     *
     * Unless it may be abandoned. Then, some time after the interruption, it is counted among those that were, and takes itself
     * off when it ends; which of the two comes first is decided under the lock.
     */
    private final Context context = Context.current();
    private final Channel<Void> ended =
            OwnChannels.unlisted(Channel.named("a call on a platform thread")).unbuffered();
    private final CheckedSupplier<M, Exception> call;
    private final Workers.@Nullable Abandonment abandonment;
    private final AtomicInteger abandoned;

    // Guarded by this.
    private @Nullable Thread thread;
    private boolean interrupted;
    private boolean over;
    private @Nullable AtomicInteger countedIn;

    // Written before `ended` is closed.
    private @Nullable M answer;
    private @Nullable Throwable failure;

    private Offload(
            CheckedSupplier<M, Exception> call, Workers.@Nullable Abandonment abandonment, AtomicInteger abandoned) {
        this.call = call;
        this.abandonment = abandonment;
        this.abandoned = abandoned;
    }

    static <S, M> Attempt<S, M> around(
            Launch launch, Workers.@Nullable Abandonment abandonment, String stage, Attempt<S, M> inner) {
        var abandoned = new AtomicInteger();
        return value -> {
            if (abandonment != null && abandoned.get() >= abandonment.most()) {
                throw new TooManyAbandonedException("stage " + stage + " begins no more calls: " + abandonment.most()
                        + " that were abandoned still run");
            }
            try (var _ = launch.external()) { // the call goes on by itself, whatever the goroutines wait for
                return new Offload<M>(() -> inner.apply(value), abandonment, abandoned).await();
            }
        };
    }

    @Override
    public void run() {
        begin();
        try {
            answer = context.call(call);
        } catch (Throwable e) {
            failure = e;
        } finally {
            end();
            ended.close();
        }
    }

    private synchronized void begin() {
        thread = Thread.currentThread();
        if (interrupted) {
            thread.interrupt();
        }
    }

    private synchronized void end() {
        thread = null;
        over = true;
        Thread.interrupted(); // what comes from the goroutine ends with the call
        if (countedIn != null) {
            countedIn.decrementAndGet();
        }
    }

    private synchronized void interrupt() {
        interrupted = true;
        if (thread != null) {
            World.current().interrupt(thread);
        }
    }

    @SuppressWarnings("NullAway") // the answer is null only where M is
    private M await() throws Exception {
        World.current().helper(this);
        try {
            ended.receive();
        } catch (InterruptedException e) {
            interrupt();
            if (abandonment == null) {
                awaitUninterrupted();
            } else if (!endsWithin(abandonment.grace())) {
                abandon();
            }
            throw e;
        }
        if (failure != null) {
            throw Thrown.as(failure, Exception.class);
        }
        return answer;
    }

    private synchronized void abandon() {
        if (!over) {
            countedIn = abandoned;
            abandoned.incrementAndGet();
        }
    }

    /** Waits for the end in a context that can't be cancelled, but not for longer than this. */
    private boolean endsWithin(Duration grace) {
        try (Context shield = context.detached()) {
            return shield.call(() -> {
                try {
                    return !(ended.receive(grace) instanceof Received.Empty);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return ended.isClosed();
                }
            });
        }
    }

    /** Waits for the end in a context that can't be cancelled. */
    private void awaitUninterrupted() {
        context.detached().run(() -> {
            boolean again = false;
            while (true) {
                try {
                    ended.receive();
                    break;
                } catch (InterruptedException _) {
                    again = true;
                }
            }
            if (again) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
