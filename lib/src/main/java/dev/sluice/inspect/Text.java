package dev.sluice.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts snapshots into words. */
public final class Text {
    /** Goroutines that wait for the same are shown one by one up to this number. */
    private static final int MOST_ALIKE = 3;

    private final StringBuilder text = new StringBuilder();

    /** Creates an empty text. */
    public Text() {}

    Text snapshot(Snapshot snapshot) {
        long goroutines = snapshot.goroutines();
        text.append(snapshot.at())
                .append("  ")
                .append(goroutines)
                .append(goroutines == 1 ? " goroutine\n" : " goroutines\n");
        for (GoroutineState owner : snapshot.owners()) {
            goroutine(owner, 0);
        }
        if (!snapshot.channels().isEmpty()) {
            text.append("channels\n");
            snapshot.channels().forEach(this::channel);
        }
        if (!snapshot.pipelines().isEmpty()) {
            text.append("pipelines\n");
            snapshot.pipelines().forEach(this::pipeline);
        }
        if (!snapshot.policies().isEmpty()) {
            text.append("policies\n");
            snapshot.policies()
                    .forEach(each -> indent(1).append(PolicyText.of(each)).append('\n'));
        }
        alarms(snapshot.alarms());
        return this;
    }

    private void alarms(Alarms alarms) {
        if (alarms.deadlocksFound() > 0) {
            text.append(alarms.deadlocksFound())
                    .append(alarms.deadlocksFound() == 1 ? " deadlock found" : " deadlocks found")
                    .append(", the last in scope ")
                    .append(alarms.deadlocks().getLast().scope())
                    .append('\n');
        }
        if (alarms.leaksFound() > 0) {
            text.append(alarms.leaksFound()).append(alarms.leaksFound() == 1 ? " leak found\n" : " leaks found\n");
        }
    }

    private void pipeline(PipelineState pipeline) {
        indent(1).append(pipeline.name()).append(" run ").append(pipeline.run()).append(": ");
        text.append(duration(pipeline.elapsed()))
                .append(pipeline.draining() ? ", draining" : "")
                .append('\n');
        for (PipelineState.Stage each : pipeline.stages()) {
            stage(each, each.state().name().equals(pipeline.bottleneck()));
        }
    }

    private void stage(PipelineState.Stage stage, boolean isBottleneck) {
        StageState state = stage.state();
        indent(2).append(state.name()).append(": ").append(state.workers());
        text.append(stage.most() > stage.least() ? " of " + stage.least() + " to " + stage.most() : "");
        text.append(state.workers() == 1 ? " worker, " : " workers, ").append(state.queued());
        text.append(" of ").append(state.queueCapacity()).append(" queued; ");
        text.append(state.in()).append(" in, ").append(state.out()).append(" out, ");
        text.append(state.failed()).append(" failed; ");
        long total = Math.max(1, state.busyNanos() + state.waitingForInputNanos() + state.waitingForOutputNanos());
        text.append(100 * state.busyNanos() / total).append(" % busy, ");
        text.append(100 * state.waitingForInputNanos() / total).append(" % waiting for input, ");
        text.append(100 * state.waitingForOutputNanos() / total).append(" % for output");
        text.append(isBottleneck ? "; the bottleneck\n" : "\n");
    }

    /**
     * Adds a goroutine, its stack, and the scopes it has open.
     *
     * @param goroutine the goroutine
     * @param depth how far to indent, in steps
     * @return this text
     */
    public Text goroutine(GoroutineState goroutine, int depth) {
        indent(depth).append(goroutine.isGoroutine() ? "goroutine " : "thread ").append(goroutine.name());
        text.append(" #").append(goroutine.threadId()).append(' ').append(doing(goroutine));
        StackTraceElement startedAt = goroutine.startedAt();
        if (startedAt != null) {
            text.append("; started at ").append(place(startedAt));
        }
        text.append('\n');
        if (goroutine.swallowed() != null) {
            indent(depth + 2).append(goroutine.swallowed()).append('\n');
        }
        for (StackTraceElement frame : goroutine.stack()) {
            indent(depth + 2).append("at ").append(frame).append('\n');
        }
        goroutine.scopes().forEach(scope -> scope(scope, depth + 1));
        return this;
    }

    private void scope(ScopeState scope, int depth) {
        int running = scope.goroutines().size();
        indent(depth).append("scope ").append(scope.name()).append(": ").append(running);
        if (scope.limit() > 0) {
            text.append(" of at most ").append(scope.limit());
        }
        text.append(" running, ").append(scope.started()).append(" started");
        if (scope.cancelled() != null) {
            text.append("; cancelled: ").append(scope.cancelled());
        }
        text.append('\n');
        Map<Object, List<GoroutineState>> alike = new LinkedHashMap<>();
        for (GoroutineState goroutine : scope.goroutines()) {
            alike.computeIfAbsent(likeness(goroutine), _ -> new ArrayList<>()).add(goroutine);
        }
        for (List<GoroutineState> group : alike.values()) {
            int shown = group.size() <= MOST_ALIKE ? group.size() : 1;
            group.subList(0, shown).forEach(goroutine -> goroutine(goroutine, depth + 1));
            if (shown < group.size()) {
                indent(depth + 1).append("and ").append(group.size() - shown).append(" more like it\n");
            }
        }
    }

    /** What is equal for goroutines that may be counted instead of shown. */
    private static Object likeness(GoroutineState goroutine) {
        if (goroutine.waitsIn() == null || !goroutine.scopes().isEmpty()) {
            return goroutine;
        }
        return List.of(goroutine.waitsIn().cases(), String.valueOf(goroutine.startedAt()), goroutine.stack());
    }

    Text leaks(LeakProfile profile) {
        text.append(profile.at()).append("  ").append(profile.found());
        text.append(profile.found() == 1 ? " leak found, " : " leaks found, ")
                .append(profile.watched())
                .append(profile.watched() == 1 ? " goroutine watched\n" : " goroutines watched\n");
        Map<Object, List<Leak>> alike = new LinkedHashMap<>();
        for (Leak leak : profile.leaks()) {
            String waitsIn = String.valueOf(leak.waitsIn());
            alike.computeIfAbsent(List.of(leak.startedAt(), waitsIn, leak.stack()), _ -> new ArrayList<>())
                    .add(leak);
        }
        for (List<Leak> group : alike.values()) {
            Leak first = group.getFirst();
            text.append(first).append('\n');
            for (StackTraceElement frame : first.stack()) {
                indent(2).append("at ").append(frame).append('\n');
            }
            if (group.size() > 1) {
                indent(1).append("and ").append(group.size() - 1).append(" more like it\n");
            }
        }
        return this;
    }

    private static String doing(GoroutineState goroutine) {
        WaitState wait = goroutine.waitsIn();
        if (wait == null) {
            return "is " + goroutine.threadState().name().toLowerCase(Locale.ROOT);
        }
        return "waits in " + wait + " (" + wait.id() + ") for " + duration(wait.since())
                + (wait.remaining() == null ? "" : ", at most " + duration(wait.remaining()) + " more");
    }

    private void channel(ChannelState channel) {
        indent(1).append(channel.name() == null ? "" : channel.name() + " (").append(channel.id());
        text.append(channel.name() == null ? ": " : "): ")
                .append(channel.length())
                .append(" of ");
        text.append(channel.capacity())
                .append(", at most ")
                .append(channel.highWater())
                .append("; ");
        text.append(channel.sent()).append(" sent, ").append(channel.received()).append(" received, ");
        text.append(channel.dropped())
                .append(" dropped; ")
                .append(channel.waitingSenders())
                .append(" wait to send, ");
        text.append(channel.waitingReceivers()).append(" to receive; ");
        text.append(channel.status().name().toLowerCase(Locale.ROOT)).append('\n');
    }

    private StringBuilder indent(int depth) {
        return text.repeat("  ", depth);
    }

    private static String place(StackTraceElement frame) {
        return frame.getFileName() == null ? frame.toString() : frame.getFileName() + ":" + frame.getLineNumber();
    }

    /** A duration with a unit that fits it. */
    private static String duration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
        }
        Duration seconds = Duration.ofSeconds(duration.toSeconds());
        return seconds.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
