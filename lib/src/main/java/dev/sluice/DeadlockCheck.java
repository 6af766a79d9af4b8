package dev.sluice;

import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.Text;
import dev.sluice.runtime.Monitor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks whether a scope is in a deadlock, and cancels it if it is. */
final class DeadlockCheck implements Monitor.Check {
    /*
     * The verdict is about the whole tree that the scope stands in, from the thread that owns its outermost scope: a goroutine
     * may be served by any other of them.
     *
     * Its proof is that everybody was parked at the same instant, and that only those who were can end each other's waits. Two
     * looks, one after the other, see the same threads in the same waits. A wait's number is never used again, so each of them
     * was parked from before the end of the first look until after the beginning of the second: in between, all were at once.
     * Nobody was overlooked: a goroutine that was started while the first look went on would make one of the scopes' counts
     * different in the second.
     *
     * What else could end a wait excludes the verdict: a deadline, of a wait or of a context that a scope is in or whose done is
     * waited for; an action that waits for a context with a deadline, anywhere; a cancellation or an interrupt that a
     * thread has not got round to; and whatever else the program knows of and holds an external() token for.
     */
    private static final int MOST_GOROUTINES = 50;
    private static final int MOST_FRAMES = 12;

    private final Scope scope;

    /** Somebody who wasn't parked at the last look: likely not to be again, which saves looking at the others. */
    private @Nullable Strand busy;

    private @Nullable Sighting last;

    DeadlockCheck(Scope scope) {
        this.scope = scope;
    }

    /** What one look has seen: everybody, the numbers of their waits, and how many goroutines were ever started. */
    private record Sighting(List<Strand> strands, List<Long> waits, long started) {}

    @Override
    public void look() {
        if (scope.root().hasEnded()) {
            Monitor.remove(this); // it has left its scope open, and can't be told
            return;
        }
        Sighting now = busy != null && isBusy(busy) ? null : sighting();
        if (now != null && now.equals(last) && scope.isOutermostThatDetects()) {
            scope.deadlocked(new DeadlockException(report(now.strands), null));
        }
        last = now;
    }

    private static boolean isBusy(Strand strand) {
        return !strand.hasEnded() && strand.durableWaitNumber() == 0;
    }

    /** Answers who waits for what; or null if anybody doesn't, or anything else could end the waits. */
    private @Nullable Sighting sighting() {
        busy = null;
        if (Listener.OnCancel.timed() > 0) {
            return null;
        }
        var strands = new ArrayList<Strand>();
        var waits = new ArrayList<Long>();
        long started = 0;
        strands.add(scope.root());
        for (int i = 0; i < strands.size(); i++) {
            Strand strand = strands.get(i);
            long wait = strand.durableWaitNumber();
            if (wait == 0) {
                busy = strand;
                return null;
            }
            waits.add(wait);
            for (Scope each : strand.scopes()) {
                if (each.mayChangeByItself()) {
                    return null;
                }
                started += each.crew().started();
                for (Task<?> task : each.crew().running()) {
                    strands.add(task.strand());
                }
            }
        }
        return new Sighting(strands, waits, started);
    }

    private String report(List<Strand> strands) {
        var text = new Text();
        for (Strand strand : strands.subList(0, Math.min(strands.size(), MOST_GOROUTINES))) {
            GoroutineState state = Look.alone(strand, MOST_FRAMES);
            if (state != null) {
                text.goroutine(state, 1);
            }
        }
        int more = strands.size() - MOST_GOROUTINES;
        return "deadlock in scope " + scope.name() + ": "
                + (strands.size() == 1 ? "its owner waits" : "all " + strands.size() + " goroutines wait")
                + ", and nothing that Sluice knows of will end that. (If something else will, say so by external().)\n"
                + text
                + (more > 0 ? "  and " + more + " more\n" : "");
    }
}
