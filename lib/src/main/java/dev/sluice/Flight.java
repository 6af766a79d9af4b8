package dev.sluice;

/** Whether the JDK's Flight Recorder is in use: then it gets {@link FlightEvents}. */
final class Flight {
    /*
     * Nothing here mentions the recorder, since its module may be absent. Asking whether it is in use is a read of a field, and neither
     * starts it nor loads an event. So it is asked each time: a listener would tell of it, but the recorder keeps listeners for as long as
     * the JVM lives, and with this one the class loader of the library.
     */
    private static final boolean PRESENT = isPresent();

    /** Whether the figures of channels are recorded. A thread that sees it late only looks again. */
    private static boolean registered;

    /** Something with a beginning and an end that is recorded. */
    interface Span {
        /** Ends it, in the thread in which it began. */
        void end(String outcome);
    }

    private Flight() {}

    private static boolean isPresent() {
        try {
            FlightEvents.Recorder.isInUse();
            return true;
        } catch (LinkageError _) {
            return false; // there is no module jdk.jfr, so nobody will ever record
        }
    }

    /** Whether the recorder is in use. If so, this has seen to it that the figures of channels are recorded too. */
    static boolean isRecorded() {
        if (!PRESENT || !FlightEvents.Recorder.isInUse()) {
            return false;
        }
        if (!registered) {
            register();
        }
        return true;
    }

    private static synchronized void register() {
        if (!registered) {
            registered = true;
            FlightEvents.Recorder.register();
        }
    }
}
