package dev.sluice.calibration;

import dev.sluice.Scope;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A task whose context is made when it's first asked for, by the goroutine or by whatever cancels it. */
final class LostCancel {
    private static final class Context {
        private @Nullable Runnable listener;
        private boolean cancelled;

        /** Returns false if it was cancelled before: then the caller has to see to the rest. */
        synchronized boolean listen(Runnable told) {
            listener = told;
            return !cancelled;
        }

        void cancel() {
            Runnable told;
            synchronized (this) {
                cancelled = true;
                told = listener;
            }
            if (told != null) {
                told.run();
            }
        }
    }

    private final AtomicReference<@Nullable Context> context = new AtomicReference<>();
    private final CountDownLatch told = new CountDownLatch(1);
    private final boolean listenFirst;

    private LostCancel(boolean listenFirst) {
        this.listenFirst = listenFirst;
    }

    private Context context() {
        Context known = context.get();
        if (known != null) {
            return known;
        }
        var made = new Context();
        if (listenFirst) {
            made.listen(told::countDown);
        }
        if (!context.compareAndSet(null, made)) {
            return context();
        }
        if (!listenFirst) {
            made.listen(told::countDown); // and the answer is left out of account
        }
        return made;
    }

    static void race(boolean listenFirst) throws InterruptedException {
        var task = new LostCancel(listenFirst);
        try (var scope = Scope.open()) {
            scope.go("task", () -> {
                task.context();
                task.told.await();
            });
            scope.go("canceller", () -> task.context().cancel());
            scope.join();
        }
    }
}
