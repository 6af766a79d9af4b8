package dev.sluice.thumbs;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets Ctrl-C and {@code kill} stop a run in order: the first signal asks it to stop, and the second one ends the process at
 * once. So does the passing of three quarters of a second, if the run hasn't stopped by then.
 */
final class Signals {
    /*
     * A shutdown hook would do for one signal, but can't hear a second one. The JDK's own interface for signals is in the
     * supported module jdk.unsupported; it is reached by reflection because javac has a warning for it that can't be
     * turned off, and this build lets no warning pass. Where it isn't to be had, the JVM's defaults stay.
     */

    private static final Duration PATIENCE = Duration.ofMillis(750);
    private static final int STATUS_OF_SIGNAL = 128;

    private final Runnable stop;
    private final AtomicInteger status = new AtomicInteger();

    private Signals(Runnable stop) {
        this.stop = stop;
    }

    /**
     * Begins to listen for signals; this can't be undone.
     *
     * @param stop asks the run to stop
     * @return what tells whether a signal came
     */
    static Signals listen(Runnable stop) {
        var signals = new Signals(stop);
        for (String name : List.of("INT", "TERM", "HUP")) {
            signals.listenFor(name);
        }
        return signals;
    }

    /** Answers the exit status that says which signal came, or 0 if none did. */
    int status() {
        return status.get();
    }

    private void listenFor(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object named = signal.getConstructor(String.class).newInstance(name);
            int number = (int) signal.getMethod("getNumber").invoke(named);
            Runnable reaction = () -> received(STATUS_OF_SIGNAL + number);
            MethodHandle react = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(reaction);
            Object handling =
                    MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(react, 0, signal));
            signal.getMethod("handle", signal, handler).invoke(null, named, handling);
        } catch (ReflectiveOperationException _) {
            // No such interface, or a signal that the JVM keeps for itself: its default handling stays.
        }
    }

    /** Runs in a thread of its own for each signal; the end of the process ends it. */
    private void received(int exitStatus) {
        if (status.compareAndSet(0, exitStatus)) {
            stop.run();
            sleep();
        }
        Runtime.getRuntime().halt(status.get());
    }

    private static void sleep() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException _) {
            // Nobody interrupts this thread. If somebody did, patience would end here.
        }
    }
}
