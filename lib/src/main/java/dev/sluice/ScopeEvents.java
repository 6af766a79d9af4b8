package dev.sluice;

import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** What the Flight Recorder gets to know of goroutines and scopes; see {@link WaitEvents}. */
@SuppressWarnings("unused") // the recorder reads the fields
final class ScopeEvents {
    private ScopeEvents() {}

    /** A wait of a scope's owner that begins now. */
    static Flight.Span wait(String operation, Scope scope) {
        return new ScopeWait(operation, scope);
    }

    @Name("dev.sluice.ScopeWait")
    @Label("Scope Wait")
    @Category("Sluice")
    @Description("The owner of a scope was parked until its goroutines had ended")
    @Enabled(false)
    @Threshold("10 ms")
    static final class ScopeWait extends WaitEvents.Span {
        @Label("Operation")
        @Description("join or close")
        private final String operation;

        @Label("Scope")
        private String scope = "";

        @Label("Outcome")
        @Description("done or interrupted; a cancelled owner is interrupted")
        private @Nullable String outcome;

        private final transient Scope site;

        ScopeWait(String operation, Scope site) {
            this.operation = operation;
            this.site = site;
            begin();
        }

        @Override
        void fill(String outcome) {
            this.scope = site.name();
            this.outcome = outcome;
        }
    }

    // Goroutines and scopes

    /** A scope that the current thread opens. */
    static Flight.Span scope(Scope scope) {
        return new ScopeSpan(scope);
    }

    /** A goroutine, which the current thread begins to run. */
    static Flight.Span goroutine(Task<?> task) {
        return new Goroutine(task);
    }

    /** A goroutine is about to be started by the current thread. */
    static void starts(Task<?> task) {
        var event = new GoroutineStart();
        if (event.shouldCommit()) {
            event.name = task.name();
            Strand strand = task.strand();
            event.goroutine = strand == null ? null : strand.thread();
            event.startedAt = task.startedAt().toString();
            event.commit();
        }
    }

    /** The current thread, which is a goroutine, has failed. */
    static void failed(Task<?> task, Throwable failure) {
        var event = new GoroutineFailure();
        if (event.shouldCommit()) {
            event.name = task.name();
            event.failure = WaitEvents.describe(failure);
            event.thrownAt = thrownAt(failure);
            event.startedAt = task.startedAt().toString();
            event.commit();
        }
    }

    @Name("dev.sluice.GoroutineStart")
    @Label("Goroutine Start")
    @Category("Sluice")
    @Description("A goroutine is started; the event's thread and stack are the starter's")
    @Enabled(false)
    static final class GoroutineStart extends Event {
        @Label("Name")
        private @Nullable String name;

        @Label("Goroutine")
        private @Nullable Thread goroutine;

        @Label("Started At")
        private @Nullable String startedAt;
    }

    @Name("dev.sluice.Goroutine")
    @Label("Goroutine")
    @Category("Sluice")
    @Description("A goroutine, from its start to its end")
    @Threshold("10 ms")
    @StackTrace(false)
    static final class Goroutine extends WaitEvents.Span {
        @Label("Name")
        private String name = "";

        @Label("Outcome")
        @Description("SUCCEEDED, FAILED or CANCELLED")
        private @Nullable String outcome;

        @Label("Started At")
        private String startedAt = "";

        private final transient Task<?> task;

        Goroutine(Task<?> task) {
            this.task = task;
            begin();
        }

        @Override
        void fill(String outcome) {
            this.name = task.name();
            this.outcome = outcome;
            this.startedAt = task.startedAt().toString();
        }
    }

    @Name("dev.sluice.GoroutineFailure")
    @Label("Goroutine Failure")
    @Category("Sluice")
    @Description("A goroutine has ended by an exception or an error, and not because it was cancelled")
    @StackTrace(false)
    static final class GoroutineFailure extends Event {
        @Label("Name")
        private @Nullable String name;

        @Label("Failure")
        private @Nullable String failure;

        @Label("Thrown At")
        private @Nullable String thrownAt;

        @Label("Started At")
        private @Nullable String startedAt;
    }

    @Name("dev.sluice.Scope")
    @Label("Scope")
    @Category("Sluice")
    @Description("A scope, from its opening to its end; the stack is that of its closing")
    @Threshold("10 ms")
    static final class ScopeSpan extends WaitEvents.Span {
        @Label("Name")
        private String name = "";

        @Label("Goroutines")
        @Description("How many it has started")
        private long started;

        @Label("Cancelled")
        @Description("Why it was cancelled before its end, if it was")
        private @Nullable String cancelled;

        private final transient Scope scope;

        ScopeSpan(Scope scope) {
            this.scope = scope;
            begin();
        }

        @Override
        void fill(String outcome) {
            this.name = scope.name();
            this.started = scope.crew().started();
            Throwable cause = scope.causeSoFar();
            this.cancelled = cause == null ? null : WaitEvents.describe(cause);
        }
    }

    private static @Nullable String thrownAt(Throwable thrown) {
        List<StackTraceElement> stack = List.of(thrown.getStackTrace());
        return stack.isEmpty() ? null : stack.getFirst().toString();
    }
}
