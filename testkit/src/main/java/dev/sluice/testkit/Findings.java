package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said of a bubble that has gone wrong. */
final class Findings {
    private static final int MOST_LINES = 40;
    private static final int MOST_FRAMES = 12;

    private Findings() {}

    static String deadlock(Scheduler scheduler) {
        List<Goroutine> live = scheduler.live();
        return "deadlock: "
                + (live.size() == 1 ? "the only goroutine waits" : "all " + live.size() + " goroutines wait")
                + ", and no timer is pending\n" + lines(live);
    }

    static String endless(Scheduler scheduler, Limits limits) {
        return "the goroutines have taken " + limits.steps()
                + " steps and not come to an end. If one of them polls, it should wait instead: in a bubble, time stands"
                + " still while anyone can run\n" + lines(scheduler.live());
    }

    /** What is left at the end of the body, or null if nothing is. */
    static @Nullable String left(Scheduler scheduler, List<String> openScopes) {
        List<Goroutine> live = scheduler.live();
        List<String> timers = scheduler.time().places();
        if (live.isEmpty() && timers.isEmpty() && openScopes.isEmpty()) {
            return null;
        }
        var text = new StringBuilder("the body has ended, and left behind\n").append(lines(live));
        timers.forEach(timer -> text.append("  ").append(timer).append('\n'));
        openScopes.forEach(scope -> text.append("  scope ").append(scope).append(", which is open\n"));
        return text.toString();
    }

    static String stalled(Goroutine stuck, Limits limits) {
        Thread thread = stuck.thread();
        var text = new StringBuilder("goroutine " + stuck.name() + " has not come to an operation of the library for "
                + limits.patience() + " of real time; it is " + thread.getState() + "\n");
        for (String line : stack(thread)) {
            text.append("    at ").append(line).append('\n');
        }
        return text.append("In a bubble one goroutine runs at a time, so all others have to wait for it. If it waits,")
                .append(" let it wait by means of the library: receive from a channel instead of taking a lock or a")
                .append(" queue's element, and do I/O outside and pass in the result. Thread.sleep isn't in fake time:")
                .append(" use Channel.after(duration).receive(). A lock that is held during an operation of the")
                .append(" library blocks here too, since others run meanwhile.")
                .toString();
    }

    private static List<String> stack(Thread thread) {
        var lines = new ArrayList<String>();
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (lines.size() == MOST_FRAMES) {
                lines.add("…");
                break;
            }
            lines.add(frame.toString());
        }
        return lines;
    }

    private static String lines(List<Goroutine> goroutines) {
        var text = new StringBuilder();
        for (int i = 0; i < goroutines.size() && i < MOST_LINES; i++) {
            text.append("  ").append(line(goroutines.get(i))).append('\n');
        }
        if (goroutines.size() > MOST_LINES) {
            text.append("  … and ").append(goroutines.size() - MOST_LINES).append(" more\n");
        }
        return text.toString();
    }

    private static String line(Goroutine goroutine) {
        Operation operation = goroutine.operation;
        boolean waits = switch (goroutine.state) {
            case PARKED, BLOCKED, WAITING -> true;
            case NEW, READY, SETTLING, ENDED -> false;
        };
        String does = operation == null ? "runs" : (waits ? "waits in " : "is about to ") + operation;
        StackTraceElement started = goroutine.startedAt();
        return "goroutine " + goroutine.name() + " " + does
                + (started == null ? "" : "; started at " + started.getFileName() + ":" + started.getLineNumber());
    }
}
