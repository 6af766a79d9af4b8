package dev.sluice;

import dev.sluice.inspect.Deadlock;
import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.Text;
import dev.sluice.runtime.Monitor;
import dev.sluice.runtime.World;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Floor: reports
/** Looks whether a scope is in a deadlock, and cancels it if it is. */
final class DeadlockCheck implements Monitor.Check {
    /*
     * The verdict is about the whole tree that the scope stands in, from the thread that owns its outermost scope: a goroutine
     * may be served by any other of them.
     *
     * Its proof is that all threads were parked at the same instant, and that only those that were can end each other's waits. Two
     * looks, one after the other, see the same threads in the same waits. A wait's number is never used again, so each of them
     * was parked from before the end of the first look until after the beginning of the second: in between, all were at once.
     * None was overlooked: a goroutine that was started while the first look went on would make one of the scopes' counts
     * different in the second.
     *
     * A goroutine that stands by is left out, though it may run between the looks: if it has ended a wait, or started another goroutine,
     * the second look sees that.
     *
     * What else could end a wait excludes the verdict: a deadline, of a wait or of a context that a scope is in or whose done is
     * waited for; an action that waits for a context with a deadline, anywhere; a cancellation or an interrupt that a
     * thread has not got round to; and whatever else the program knows of and holds an external() token for.
     */
    private static final int MOST_GOROUTINES = 50;
    private static final int MOST_FRAMES = 12;

    /** Weak, as is all that is kept from look to look: a goroutine that waits for ever mustn't be held by being looked at. */
    private final WeakReference<Scope> scope;

    /** One that wasn't parked at the last look: likely not to be again, which saves looking at the others. */
    private WeakReference<Strand> busy = new WeakReference<>(null);

    private @Nullable Sighting last;

    DeadlockCheck(Scope scope) {
        this.scope = new WeakReference<>(scope);
    }

    /** What one look has seen: all threads, the numbers of their waits, and how many goroutines were ever started. */
    private record Sighting(List<Long> threads, List<Long> waits, long started) {}

    @Override
    public void look() {
        Scope looked = scope.get();
        if (looked == null || root(looked).hasEnded()) {
            Monitor.remove(this); // it was left open, and there is no thread to tell
            return;
        }
        var strands = new ArrayList<Strand>();
        Strand lastBusy = busy.get();
        Sighting now = lastBusy != null && isBusy(lastBusy) ? null : sighting(looked, strands);
        if (now != null && now.equals(last) && isOutermostThatDetects(looked)) {
            strands.removeIf(Strand::standsBy);
            Deadlock found = deadlock(looked, strands);
            Deadlocks.add(found);
            looked.deadlocked(new DeadlockException(report(found, strands.size()), null));
        }
        last = now;
    }

    /** The thread that owns the outermost of the scopes around this one. */
    private static Strand root(Scope scope) {
        Scope outermost = scope;
        for (Scope each = scope; each != null; each = each.surrounding()) {
            outermost = each;
        }
        return outermost.strand();
    }

    private static boolean isOutermostThatDetects(Scope scope) {
        for (Scope each = scope.surrounding(); each != null; each = each.surrounding()) {
            if (each.seeksDeadlocks()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBusy(Strand strand) {
        return !strand.hasEnded() && !strand.standsBy() && strand.durableWaitNumber() == 0;
    }

    /** Returns which threads are in which waits, and adds them to a list; null if one doesn't wait, or anything else could end the waits. */
    private @Nullable Sighting sighting(Scope looked, List<Strand> strands) {
        busy.clear();
        if (Listener.OnCancel.timed() > 0) {
            return null;
        }
        var threads = new ArrayList<Long>();
        var waits = new ArrayList<Long>();
        long started = 0;
        strands.add(root(looked));
        for (int i = 0; i < strands.size(); i++) {
            Strand strand = strands.get(i);
            if (strand.standsBy()) {
                continue;
            }
            long wait = strand.durableWaitNumber();
            if (wait == 0) {
                busy = new WeakReference<>(strand);
                return null;
            }
            threads.add(strand.thread().threadId());
            waits.add(wait);
            for (Scope each : OpenScopes.of(strand)) {
                if (each.mayChangeByItself()) {
                    return null;
                }
                started += each.crew().started();
                for (Task<?> task : each.crew().running()) {
                    Strand goroutine = task.strand();
                    if (goroutine == null) {
                        return null; // its task is about to be ended as a leak
                    }
                    strands.add(goroutine);
                }
            }
        }
        return new Sighting(threads, waits, started);
    }

    private static Deadlock deadlock(Scope scope, List<Strand> strands) {
        List<GoroutineState> goroutines = strands.stream()
                .limit(MOST_GOROUTINES)
                .map(each -> Look.alone(each, MOST_FRAMES))
                .filter(Objects::nonNull)
                .toList();
        String summary = (strands.size() == 1 ? "its owner waits" : "all " + strands.size() + " goroutines wait")
                + ", and nothing that Sluice knows of will end that";
        return new Deadlock(World.current().now(), scope.name(), summary, goroutines);
    }

    private static String report(Deadlock found, int goroutines) {
        var text = new Text();
        found.goroutines().forEach(each -> text.goroutine(each, 1));
        int more = goroutines - MOST_GOROUTINES;
        return "deadlock in scope " + found.scope() + ": " + found.summary()
                + ". (If something else will, say so by external().)\n"
                + text
                + (more > 0 ? "  and " + more + " more\n" : "");
    }
}
