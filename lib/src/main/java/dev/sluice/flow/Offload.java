package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.OwnChannels;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import org.jspecify.annotations.Nullable;

/** One call on a platform thread, for which a goroutine waits. */
final class Offload<M> implements Runnable {
    /*
     * The goroutine doesn't go on before the call has ended, whatever comes: so the call ends with the scope of the goroutine,
     * as if it ran in it. An interruption is handed on once, under the lock that keeps the thread from beginning something else.
     */
    private final Context context = Context.current();
    private final Channel<Void> ended =
            OwnChannels.unlisted(Channel.named("a call on a platform thread")).unbuffered();
    private final CheckedSupplier<M, Exception> call;

    // Guarded by this.
    private @Nullable Thread thread;
    private boolean interrupted;

    // Written before `ended` is closed.
    private @Nullable M answer;
    private @Nullable Throwable failure;

    private Offload(CheckedSupplier<M, Exception> call) {
        this.call = call;
    }

    static <S, M> Attempt<S, M> around(Launch launch, Attempt<S, M> inner) {
        return value -> {
            try (var _ = launch.external()) { // the call goes on by itself, whatever the goroutines wait for
                return new Offload<M>(() -> inner.apply(value)).await();
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
        Thread.interrupted(); // what comes from the goroutine ends with the call
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
            awaitUninterrupted();
            throw e;
        }
        if (failure != null) {
            throw Thrown.as(failure, Exception.class);
        }
        return answer;
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
