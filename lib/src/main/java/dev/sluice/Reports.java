package dev.sluice;

import dev.sluice.inspect.Leak;
import dev.sluice.runtime.Monitor;

// Floor: scopes
/** What scopes have done by the reports, which look at scopes and so stand above them. */
interface Reports {
    /**
     * Set to true by users to have the MBean; set by the library for others to find the JVMs that have it.
     */
    String MBEAN_PROPERTY = "sluice.mbean";

    /** Set to a port by users to have a live view. */
    String LIVE_PROPERTY = "sluice.live";

    /** Returns the reports. They are loaded by the first call. */
    static Reports get() {
        return Loaded.REPORTS;
    }

    /** Makes what looks whether a scope is in a deadlock, and cancels it if it is. */
    Monitor.Check deadlockCheck(Scope scope);

    /** Says for which goroutines a cancelled scope has waited too long in this operation. */
    void lingering(Scope scope, ScopeOperation operation);

    /** Notes a goroutine that was found to wait for ever. */
    void leaked(Leak leak);

    /** Has the MBean registered in the background, a moment later. */
    void registerMBeanSoon();

    /** Has a live view started in the background. */
    void startLive(String port);

    /** The reports, which are found by their name: code that named their class would depend on it. */
    final class Loaded {
        private static final String CLASS = Reports.class.getPackageName() + ".Reporter";
        private static final Reports REPORTS = load();

        private Loaded() {}

        private static Reports load() {
            try {
                return Class.forName(CLASS)
                        .asSubclass(Reports.class)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
