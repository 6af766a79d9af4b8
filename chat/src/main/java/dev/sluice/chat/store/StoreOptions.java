package dev.sluice.chat.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/**
 * How much a store keeps, and for how long.
 *
 * @param messages how long a message is kept
 * @param bytes how much of messages is kept, as {@link #weight} counts it; the oldest go first
 * @param ids how long the id of a draft is remembered; a draft that is sent again later than that is stored again
 * @param names how long a name stays claimed after it was used last
 * @param pending how many drafts may wait to be written before more are refused
 * @param clock tells the time that the others are measured by
 * @param likeness returns what names have in common that look alike: of those one can be claimed, and one be a room's
 */
public record StoreOptions(
        Duration messages,
        long bytes,
        Duration ids,
        Duration names,
        int pending,
        InstantSource clock,
        UnaryOperator<String> likeness) {
    /** What a row counts for without its text. */
    static final int ROW = 100;

    /** Everything for ever, ids for a day, names for 90 days, and 10,000 drafts waiting; no two names look alike. */
    public static final StoreOptions DEFAULT = new StoreOptions(
            Duration.ofDays(100_000),
            Long.MAX_VALUE,
            Duration.ofDays(1),
            Duration.ofDays(90),
            10_000,
            InstantSource.system(),
            UnaryOperator.identity());

    /** Checks that something can be kept. */
    public StoreOptions {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1, was " + bytes);
        }
        if (pending < 1) {
            throw new IllegalArgumentException("pending must be at least 1, was " + pending);
        }
        for (Duration duration : new Duration[] {messages, ids, names}) {
            if (!duration.isPositive()) {
                throw new IllegalArgumentException("what is kept must be kept for a positive time, was " + duration);
            }
        }
    }

    /** Returns these options with another limit of age. */
    public StoreOptions messages(Duration age) {
        return new StoreOptions(age, bytes, ids, names, pending, clock, likeness);
    }

    /** Returns these options with another limit of size. */
    public StoreOptions bytes(long most) {
        return new StoreOptions(messages, most, ids, names, pending, clock, likeness);
    }

    /** Returns these options with another limit of drafts that wait. */
    public StoreOptions pending(int most) {
        return new StoreOptions(messages, bytes, ids, names, most, clock, likeness);
    }

    /** Returns these options with another clock. */
    public StoreOptions clock(InstantSource source) {
        return new StoreOptions(messages, bytes, ids, names, pending, source, likeness);
    }

    /** Returns these options with another idea of what looks alike. */
    public StoreOptions likeness(UnaryOperator<String> ofName) {
        return new StoreOptions(messages, bytes, ids, names, pending, clock, ofName);
    }

    /** Returns what a message counts for against the limit of size: its text, and an estimate of what a row takes. */
    static long weight(Message message) {
        return ROW + utf8Length(message.content()) + utf8Length(message.from());
    }

    private static long utf8Length(String text) {
        return text.codePoints()
                .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
                .sum();
    }
}
