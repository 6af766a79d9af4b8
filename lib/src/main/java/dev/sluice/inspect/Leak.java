package dev.sluice.inspect;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine that waits for ever: the garbage collector has found that nothing can reach what it waits for.
 *
 * @param name its name, which was that of its thread
 * @param threadId the number of its thread
 * @param startedAt where it was started
 * @param waitsIn what it waits for by means of the library, or null if it doesn't: then it is parked elsewhere
 * @param foundAt when that was found, which is after the next collection
 * @param stack its stack, innermost frame first, as far as a profile asked for it before the collection; otherwise empty
 */
public record Leak(
        String name,
        long threadId,
        StackTraceElement startedAt,
        @Nullable WaitState waitsIn,
        Instant foundAt,
        List<StackTraceElement> stack) {
    /** Creates the description of a leak. */
    public Leak {
        stack = List.copyOf(stack);
    }

    /** Returns a sentence that says all but the times and the stack. */
    @Override
    public String toString() {
        return "goroutine " + name + " waits for ever " + where() + "; started at " + startedAt;
    }

    private String where() {
        if (waitsIn == null) {
            return "outside of Sluice, for something that nothing else can reach";
        }
        return switch (waitsIn.cases().size()) {
            case 0 -> "in " + waitsIn;
            case 1 -> "in " + waitsIn + ", which nothing else can reach";
            default -> "in " + waitsIn + ", none of which anything else can reach";
        };
    }
}
