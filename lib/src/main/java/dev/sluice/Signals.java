package dev.sluice;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

// Floor: scopes
/** The operating system's signals that cancel a context: handled while it is open. */
final class Signals extends Listener {
    /*
     * The JDK's interface for signals is in the supported module jdk.unsupported, which may be absent. It is reached by reflection
     * because javac has a warning for it that can't be turned off, and this build lets no warning pass.
     */
    private static final Class<?> SIGNAL = type("sun.misc.Signal");
    private static final Class<?> HANDLER = type("sun.misc.SignalHandler");

    /** A signal, and the handler that it had before. */
    private record Replaced(Object signal, Object handler) {}

    private final Context context;

    // Guarded by the lock of this object.
    private final Deque<Replaced> replaced = new ArrayDeque<>();

    private Signals(Context context) {
        this.context = context;
    }

    /** Has these signals cancel a context until it is cancelled. */
    static void cancel(Context context, String[] names) {
        var signals = new Signals(context);
        try {
            for (String name : names) {
                signals.handle(name);
            }
        } catch (RuntimeException | Error e) {
            signals.restore();
            throw e;
        }
        if (!context.listen(signals)) {
            signals.restore();
        }
    }

    private synchronized void handle(String name) {
        try {
            Object signal = SIGNAL.getConstructor(String.class).newInstance(name);
            int number = (int) SIGNAL.getMethod("getNumber").invoke(signal);
            Runnable reaction = () -> context.cancel(new Context.SignalException(name, number));
            MethodHandle react = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(reaction);
            Object handler =
                    MethodHandleProxies.asInterfaceInstance(HANDLER, MethodHandles.dropArguments(react, 0, SIGNAL));
            replaced.push(new Replaced(signal, install(signal, handler)));
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

    @Override
    void tell(Cancellation cancellation) {
        cancellation.addAtOnce(this::restore);
    }

    /** Gives the signals their old handlers back. Throws nothing: others still have to hear of the cancellation. */
    private synchronized void restore() {
        for (Replaced each; (each = replaced.poll()) != null; ) {
            try {
                install(each.signal, each.handler);
            } catch (ReflectiveOperationException | RuntimeException e) {
                Warnings.log("dev.sluice.signals", "the handler of " + each.signal + " can't be restored: " + e);
            }
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
