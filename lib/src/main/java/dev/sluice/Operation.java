package dev.sluice;

// Floor: waiting
/** What kind of wait it is that a thread is in, for reports. Asked by other threads too, which may have read a site of another wait. */
interface Operation {
    /** What waits, as its method is called. */
    String label();

    /** Whether the clock will end the wait at this site, though it has no deadline. */
    boolean endsByClock(Object site);

    /** Begins to record a wait of the current thread. Called only while the Flight Recorder is in use. */
    Flight.Span record(Wait wait, Object site);
}
