package dev.sluice.inspect;

import java.time.Instant;
import java.util.List;

/**
 * The goroutines that were found to wait for ever, up to one moment.
 *
 * @param at when the profile was made
 * @param watched how many goroutines are watched and haven't ended
 * @param found how many were found since the program began
 * @param leaks those that were found last, up to 10,000 of them, in the order in which they were found
 */
public record LeakProfile(Instant at, int watched, long found, List<Leak> leaks) {
    /** Creates a profile. */
    public LeakProfile {
        leaks = List.copyOf(leaks);
    }

    /**
     * Returns it as text for people to read. Goroutines that were started at the same place and wait for the same are
     * counted, and the first of them is shown.
     *
     * @return lines, each with an end
     */
    public String toText() {
        return new Text().leaks(this).toString();
    }

    /**
     * Returns it as JSON: the same parts, by the same names. Times are ISO 8601, durations are seconds.
     *
     * @return a JSON object
     */
    public String toJson() {
        return new Json().leaks(this).toString();
    }
}
