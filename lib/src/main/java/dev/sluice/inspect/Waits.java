package dev.sluice.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Waits of goroutines that read the same. */
final class Waits {
    private final WaitState first;
    private boolean isAtOnePlace = true;
    private Duration longest = Duration.ZERO;
    private int count;

    Waits(WaitState first) {
        this.first = first;
    }

    /** Returns what is equal for waits that read the same: all but the times and the ids. */
    static List<String> likeness(WaitState wait) {
        var likeness = new ArrayList<String>();
        likeness.add(wait.operation());
        wait.cases().stream()
                .flatMap(each -> Stream.of(each.operation(), each.site()))
                .forEach(likeness::add);
        return likeness;
    }

    void add(WaitState wait) {
        count++;
        isAtOnePlace &= wait.cases().equals(first.cases());
        if (wait.since().compareTo(longest) > 0) {
            longest = wait.since();
        }
    }

    WaitState first() {
        return first;
    }

    /** Whether all wait at the same things, and not only at things of the same name. */
    boolean isAtOnePlace() {
        return isAtOnePlace;
    }

    Duration longest() {
        return longest;
    }

    int count() {
        return count;
    }
}
