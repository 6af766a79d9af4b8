package dev.sluice;

import org.jspecify.annotations.Nullable;

// Floor: waiting
/** Whether the JDK's Flight Recorder is in use: then it gets the events of each floor. */
final class Flight {
    /*
     * Nothing here mentions the recorder, since its module may be absent. Asking whether it is in use is a read of a field, and neither
     * starts it nor loads an event. So it is asked each time: a listener would tell of it, but the recorder keeps listeners for as long as
     * the JVM lives, and with this one the class loader of the library.
     */
    private static final boolean PRESENT = isPresent();

    /** What is to be done once the recorder is in use. A thread that sees it late only looks again. */
    private static @Nullable Runnable atFirst;

    /** Something with a beginning and an end that is recorded. */
    interface Span {
        /** Ends it, in the thread in which it began. */
        void end(String outcome);
    }

    private Flight() {}

    private static boolean isPresent() {
        try {
            WaitEvents.Recorder.isInUse();
            return true;
        } catch (LinkageError _) {
            return false; // there is no module jdk.jfr, so there will never be a recording
        }
    }

    /** Whether the recorder is in use. If so, this has seen to it that what is recorded from time to time is recorded too. */
    static boolean isRecorded() {
        if (!PRESENT || !WaitEvents.Recorder.isInUse()) {
            return false;
        }
        if (atFirst != null) {
            begin();
        }
        return true;
    }

    /** Has something done once, when the recorder is seen in use: registers what is recorded from time to time. */
    static synchronized void atFirst(Runnable register) {
        atFirst = register;
    }

    private static synchronized void begin() {
        Runnable register = atFirst;
        atFirst = null;
        if (register != null) {
            register.run();
        }
    }
}
