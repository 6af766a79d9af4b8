package dev.sluice.inspect;

import java.util.List;

/**
 * What was found to be wrong since the program began, by the detectors that it has switched on.
 *
 * @param leaksFound how many goroutines were found to wait for ever
 * @param leaks the last of them
 * @param deadlocksFound how many deadlocks were found
 * @param deadlocks the last of them
 */
public record Alarms(long leaksFound, List<Leak> leaks, long deadlocksFound, List<Deadlock> deadlocks) {
    /** Creates a list of alarms. */
    public Alarms {
        leaks = List.copyOf(leaks);
        deadlocks = List.copyOf(deadlocks);
    }
}
