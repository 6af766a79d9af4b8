package dev.sluice;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** What the Flight Recorder gets to know of contexts; see {@link WaitEvents}. */
@SuppressWarnings("unused") // the recorder reads the fields
final class ContextEvents {
    private ContextEvents() {}

    /** The current thread has cancelled a tree of contexts. */
    static void cancelled(Throwable cause, int contexts, int goroutines, int owners, int actions) {
        var event = new ContextCancel();
        if (event.shouldCommit()) {
            event.cause = WaitEvents.describe(cause);
            event.contexts = contexts;
            event.goroutines = goroutines;
            event.owners = owners;
            event.actions = actions;
            event.commit();
        }
    }

    @Name("dev.sluice.ContextCancel")
    @Label("Context Cancel")
    @Category("Sluice")
    @Description(
            "A context was cancelled, with all below it; not if it was only closed and there was nothing to tell it to")
    static final class ContextCancel extends Event {
        @Label("Cause")
        private @Nullable String cause;

        @Label("Contexts")
        @Description("How many were cancelled: it, and those below it that were listened to")
        private int contexts;

        @Label("Goroutines")
        @Description("How many were told to end")
        private int goroutines;

        @Label("Scope Owners")
        @Description("How many were told that their scope is cancelled")
        private int owners;

        @Label("Actions")
        @Description("How many onCancel actions are to run")
        private int actions;
    }
}
