package dev.sluice;

import dev.sluice.internal.Cases;
import dev.sluice.internal.WeakAction;
import java.util.Objects;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

// Floor: channels
/** What the Flight Recorder gets to know of channels; see {@link WaitEvents}. */
@SuppressWarnings("unused") // the recorder reads the fields
final class ChannelEvents {
    /** Held here, since the recorder, which keeps what it is given for ever, only gets a {@link WeakAction} of it. */
    private static final Runnable FLOWS = ChannelEvents::flows;

    private ChannelEvents() {}

    /** Has the figures of channels recorded. */
    static void register() {
        FlightRecorder.addPeriodicEvent(ChannelFlow.class, WeakAction.of(FLOWS));
    }

    /** A wait at a channel or in a select that begins now, of the current thread. */
    static Flight.Span wait(Wait wait, String operation, Object site) {
        return site instanceof SelectPasses select
                ? new SelectWait(wait, select)
                : new ChannelWait(operation, (Waitpoint) site);
    }

    @Name("dev.sluice.ChannelWait")
    @Label("Channel Wait")
    @Category("Sluice")
    @Description("A goroutine, or another thread, was parked in a send or a receive")
    @Enabled(false)
    @Threshold("10 ms")
    static final class ChannelWait extends WaitEvents.Span {
        @Label("Operation")
        @Description("send or receive")
        private final String operation;

        @Label("Channel")
        private @Nullable String channel;

        @Label("Channel Id")
        @Description("Class and hash code, as thread dumps and Sluice's dumps show it")
        private String id = "";

        @Label("Outcome")
        @Description("done, timed out or interrupted; a cancelled goroutine is interrupted")
        private @Nullable String outcome;

        private final transient Waitpoint site;

        ChannelWait(String operation, Waitpoint site) {
            this.operation = operation;
            this.site = site;
            begin();
        }

        @Override
        void fill(String outcome) {
            this.channel = site instanceof Channel<?> named ? named.name() : site.described();
            this.id = Objects.toIdentityString(site);
            this.outcome = outcome;
        }
    }

    @Name("dev.sluice.SelectWait")
    @Label("Select Wait")
    @Category("Sluice")
    @Description("A goroutine, or another thread, was parked in a select")
    @Enabled(false)
    @Threshold("10 ms")
    static final class SelectWait extends WaitEvents.Span {
        @Label("Cases")
        @Description("What would have ended the wait")
        private String cases = "";

        @Label("Happened")
        @Description("The case that has ended the wait, unless the clock has")
        private @Nullable String happened;

        @Label("Select Id")
        @Description("Class and hash code, as thread dumps and Sluice's dumps show it")
        private String id = "";

        @Label("Outcome")
        @Description("done, timed out or interrupted; a cancelled goroutine is interrupted")
        private @Nullable String outcome;

        private final transient Wait wait;
        private final transient SelectPasses select;

        SelectWait(Wait wait, SelectPasses select) {
            this.wait = wait;
            this.select = select;
            begin();
        }

        @Override
        void fill(String outcome) {
            this.cases = select.cases().stream().map(ChannelEvents::describe).collect(Collectors.joining(" | "));
            Waiter matched = wait.matched();
            this.happened =
                    matched == null ? null : describe(select.caseOf(matched).forReports());
            this.id = Objects.toIdentityString(select);
            this.outcome = outcome;
        }
    }

    private static void flows() {
        for (Channel<?> each : NamedChannels.now()) {
            var event = new ChannelFlow();
            if (event.shouldCommit()) {
                var state = each.look();
                event.channel = state.name();
                event.id = state.id();
                event.length = state.length();
                event.capacity = state.capacity();
                event.highWater = state.highWater();
                event.sent = state.sent();
                event.received = state.received();
                event.dropped = state.dropped();
                event.waitingSenders = state.waitingSenders();
                event.waitingReceivers = state.waitingReceivers();
                event.commit();
            }
        }
    }

    @Name("dev.sluice.ChannelFlow")
    @Label("Channel Flow")
    @Category("Sluice")
    @Description("What has flowed through a channel that has a name, since it was made")
    @Period("10 s")
    @StackTrace(false)
    static final class ChannelFlow extends Event {
        @Label("Channel")
        private @Nullable String channel;

        @Label("Channel Id")
        private @Nullable String id;

        @Label("Length")
        private int length;

        @Label("Capacity")
        private int capacity;

        @Label("High Water")
        private int highWater;

        @Label("Sent")
        private long sent;

        @Label("Received")
        private long received;

        @Label("Dropped")
        private long dropped;

        @Label("Waiting Senders")
        private int waitingSenders;

        @Label("Waiting Receivers")
        private int waitingReceivers;
    }

    private static String describe(Cases.Case each) {
        return SelectPasses.described(each).toString();
    }
}
