package dev.sluice.runtime;

/** The library's own threads: platform threads that neither keep the program alive nor inherit from the thread that starts them. */
final class Daemons {
    private Daemons() {}

    /** Makes a thread, not yet started. It holds on to no thread-local value or class loader of its creator. */
    static Thread unstarted(String name, Runnable body) {
        return Thread.ofPlatform()
                .daemon()
                .name(name)
                .inheritInheritableThreadLocals(false)
                .unstarted(body);
    }

    /** Reports what a job threw as if it had ended the current thread, which goes on. */
    static void report(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable _) {
            // As the JVM does: there is nothing left to tell it to.
        }
    }
}
