package dev.sluice.inspect;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a goroutine waits for.
 *
 * @param operation what it waits in: "receive", "send", "select", "join" or "close"
 * @param id the class and hash code of what it waits at, which thread dumps show as the blocker
 * @param cases what would end the wait: one for a plain operation, any number for a select
 * @param since for how long it has waited
 * @param remaining how long until the wait ends by itself, or null if it doesn't
 */
public record WaitState(
        String operation,
        String id,
        List<Case> cases,
        Duration since,
        @Nullable Duration remaining) {
    /**
     * One of the things that would end a wait.
     *
     * @param operation what is done when it happens, like "receive"
     * @param site what it is done to, like "channel jobs"; empty where the operation says all
     * @param id the class and hash code of that, or empty
     */
    public record Case(String operation, String site, String id) {
        @Override
        public String toString() {
            return site.isEmpty() ? operation : operation + " " + site;
        }
    }

    /** Creates the state of a wait. */
    public WaitState {
        cases = List.copyOf(cases);
    }

    /** Returns what it waits for, without the times. */
    @Override
    public String toString() {
        if (!operation.equals("select")) {
            return cases.stream().map(Case::toString).collect(Collectors.joining());
        }
        return cases.isEmpty()
                ? "select of nothing"
                : "select of " + cases.stream().map(Case::toString).collect(Collectors.joining(" | "));
    }
}
