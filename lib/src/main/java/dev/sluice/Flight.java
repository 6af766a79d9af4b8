package dev.sluice;

/** Whether the JDK's Flight Recorder is in use: then it gets {@link FlightEvents}. */
final class Flight {
    /*
     * What every wait reads is one plain field. A thread that sees it late misses an event, and no more.
     *
     * The field stands in a class without an initializer. The recorder sets it while it holds locks of its own, and
     * must not have to wait for the initializer of this class, which calls the recorder.
     *
     * Nothing here mentions the recorder, since its module may be absent. Listening to it neither starts it nor loads
     * an event.
     */
    static final class Switch {
        private static boolean on;

        private Switch() {}

        static void turnOn() {
            on = true;
        }
    }

    /** Something with a beginning and an end that is recorded. */
    interface Span {
        /** Ends it, in the thread in which it began. */
        void end(String outcome);
    }

    static {
        try {
            FlightEvents.Listener.listen();
        } catch (LinkageError _) {
            // There is no module jdk.jfr, so nobody will ever record.
        }
    }

    private Flight() {}

    static boolean isRecorded() {
        return Switch.on;
    }
}
