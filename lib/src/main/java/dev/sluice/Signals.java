package dev.sluice;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * The operating system's signals that cancel a context: handled while it is open.
 *
 * <p>A signal has one handler for all open contexts that want it, and cancels the one that was opened last. That one has been taken
 * out, and the signal has had its former handler back if it was the last, before it is seen to be cancelled. Where a context was cancelled
 * by something else, the signal may arrive before that context has been taken out: then it goes on to the next, or to the former handler.
 */
final class Signals extends Listener {
    /*
     * The JDK's interface for signals is in the supported module jdk.unsupported, which may be absent. It is reached by reflection
     * because javac has a warning for it that can't be turned off, and this build lets no warning pass.
     */
    private static final Class<?> SIGNAL = type("sun.misc.Signal");
    private static final Class<?> HANDLER = type("sun.misc.SignalHandler");

    /** The signals that are handled, by name. It is also the lock of all that follows. */
    private static final Map<String, Handled> HANDLED = new HashMap<>();

    /** A signal, the handler that it had before, and the contexts that it cancels, the last one first. */
    private record Handled(Object signal, Object former, Deque<Signals> wanted) {}

    /** What the operating system's signal calls. It passes one signal on that comes too late, and no more: it could be its own former handler. */
    private static final class Handler {
        private final String name;
        private final Object signal;
        private final int number;
        private final AtomicBoolean passedOn = new AtomicBoolean();

        Handler(String name, Object signal, int number) {
            this.name = name;
            this.signal = signal;
            this.number = number;
        }

        /** Cancels the context that was opened last and isn't cancelled yet; if there is none, the former handler has its turn. */
        void arrived() {
            for (Signals last; (last = next(name)) != null; ) {
                if (last.context.cancel(new Context.SignalException(name, number))) {
                    return;
                }
            }
            if (passedOn.compareAndSet(false, true)) {
                again();
            }
        }

        private void again() {
            try {
                SIGNAL.getMethod("raise", SIGNAL).invoke(null, signal);
            } catch (ReflectiveOperationException | RuntimeException e) {
                Warnings.log("dev.sluice.signals", name + " came when its context was cancelled, and is lost: " + e);
            }
        }
    }

    private final Context context;

    private Signals(Context context) {
        this.context = context;
    }

    /** Has these signals cancel a context until it is cancelled. */
    static void cancel(Context context, String[] names) {
        var signals = new Signals(context);
        try {
            for (String name : names) {
                signals.want(name);
            }
        } catch (RuntimeException | Error e) {
            signals.leave();
            throw e;
        }
        if (!context.listen(signals)) {
            signals.leave();
        }
    }

    private void want(String name) {
        synchronized (HANDLED) {
            Handled handled = HANDLED.get(name);
            if (handled == null) {
                handled = handle(name);
                HANDLED.put(name, handled);
            }
            handled.wanted.push(this);
        }
    }

    private static Handled handle(String name) {
        try {
            Object signal = SIGNAL.getConstructor(String.class).newInstance(name);
            int number = (int) SIGNAL.getMethod("getNumber").invoke(signal);
            Runnable reaction = new Handler(name, signal, number)::arrived;
            MethodHandle react = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(reaction);
            Object handler =
                    MethodHandleProxies.asInterfaceInstance(HANDLER, MethodHandles.dropArguments(react, 0, SIGNAL));
            return new Handled(signal, install(signal, handler), new ArrayDeque<>());
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "signal must be one that a program may handle, such as INT or TERM, was " + name, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signals can't be handled by this JVM", e);
        }
    }

    private static Object install(Object signal, Object handler) throws ReflectiveOperationException {
        return SIGNAL.getMethod("handle", SIGNAL, HANDLER).invoke(null, signal, handler);
    }

    /** Takes out the context that was opened last, and those before it that are cancelled already. */
    private static @Nullable Signals next(String name) {
        synchronized (HANDLED) {
            for (Handled handled; (handled = HANDLED.get(name)) != null; ) {
                Signals last = handled.wanted.element();
                last.leave();
                if (!last.context.isCancelled()) {
                    return last;
                }
            }
            return null;
        }
    }

    @Override
    void tell(Cancellation cancellation) {
        cancellation.addToWake(this);
    }

    @Override
    void act() {
        leave();
    }

    /**
     * Takes the context out of its signals, and gives those that no other context wants their former handlers back. Throws nothing:
     * others still have to hear of the cancellation.
     */
    private void leave() {
        synchronized (HANDLED) {
            HANDLED.values().removeIf(handled -> {
                handled.wanted.removeIf(each -> each == this);
                if (!handled.wanted.isEmpty()) {
                    return false;
                }
                try {
                    install(handled.signal, handled.former);
                } catch (ReflectiveOperationException | RuntimeException e) {
                    Warnings.log("dev.sluice.signals", "the handler of " + handled.signal + " can't be restored: " + e);
                }
                return true;
            });
        }
    }

    /** Ends the process after a while, without its shutdown hooks: what they do might be what it waits for. */
    static void endProcess(Duration patience, Runnable late, int status) {
        Context.background().withTimeout(patience).onCancel(() -> {
            try {
                late.run();
            } finally {
                Runtime.getRuntime().halt(status);
            }
        });
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("signals need the module jdk.unsupported, which isn't there", e);
        }
    }
}
