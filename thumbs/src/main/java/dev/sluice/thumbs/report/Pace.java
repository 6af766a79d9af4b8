package dev.sluice.thumbs.report;

import dev.sluice.flow.StageProgress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * How fast a run goes, and what holds it up: in the latest seconds, so that a hundred thousand photos that were up to date
 * don't promise an end that never comes. A pace is used by one thread.
 */
final class Pace {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Deque<State> states = new ArrayDeque<>();

    /**
     * What happened in the latest seconds.
     *
     * @param perSecond how many files were done a second
     * @param left the time until the end, if the number of files is known and any is done
     * @param stages what each stage has done in that time
     */
    record Latest(double perSecond, Optional<Duration> left, List<StageProgress> stages) {
        /** Returns the stage that holds the others up, if any does; one that has ended doesn't. */
        Optional<StageProgress> bottleneck() {
            return StageProgress.bottleneck(
                    stages.stream().filter(stage -> stage.workers() > 0).toList());
        }
    }

    /** Takes in the present state, and returns what has happened in the seconds before it. */
    Latest at(State now) {
        while (states.size() > 1
                && now.elapsed().minus(states.peekFirst().elapsed()).compareTo(WINDOW) > 0) {
            states.removeFirst();
        }
        State first = states.peekFirst();
        states.addLast(now);
        if (first == null) {
            return latest(now, now.elapsed(), now.counts().done(), now.stages());
        }
        var stages = new ArrayList<StageProgress>();
        for (int i = 0; i < now.stages().size(); i++) {
            stages.add(now.stages().get(i).since(first.stages().get(i)));
        }
        long done = now.counts().done() - first.counts().done();
        return latest(now, now.elapsed().minus(first.elapsed()), done, stages);
    }

    private static Latest latest(State now, Duration time, long done, List<StageProgress> stages) {
        double rate = time.isPositive() ? done * 1e9 / time.toNanos() : 0;
        Optional<Duration> left = now.total().isPresent() && rate > 0
                ? Optional.of(Duration.ofSeconds((long) (now.notDone() / rate)))
                : Optional.empty();
        return new Latest(rate, left, stages);
    }
}
