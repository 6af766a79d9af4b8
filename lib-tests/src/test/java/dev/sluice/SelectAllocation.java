package dev.sluice;

import dev.sluice.function.CheckedRunnable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** How much memory the current thread takes from the heap. */
final class SelectAllocation {
    private static final int WARM_UP = 20_000;

    /** {@code com.sun.management.ThreadMXBean}, by name, since the module of the tests doesn't require its module. */
    private static final MethodHandle ALLOCATED_BYTES = allocatedBytes();

    private SelectAllocation() {}

    /** Runs an action so many times, after a warm-up, and answers how many bytes it allocated. */
    static long during(int rounds, CheckedRunnable<InterruptedException> action) throws InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            action.run();
        }
        long before = allocated();
        for (int i = 0; i < rounds; i++) {
            action.run();
        }
        return allocated() - before;
    }

    private static long allocated() {
        try {
            return (long) ALLOCATED_BYTES.invoke();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle allocatedBytes() {
        try {
            Class<?> type = Class.forName("com.sun.management.ThreadMXBean");
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            return MethodHandles.publicLookup()
                    .findVirtual(type, "getCurrentThreadAllocatedBytes", MethodType.methodType(long.class))
                    .bindTo(bean);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
