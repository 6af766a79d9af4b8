package dev.sluice.chat.auth;

import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.resilience.KeyedRateLimiter;
import dev.sluice.resilience.RateLimiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How much clients may send: each by itself, into one room, and all together. Limits are safe for use by any number of threads. */
public final class Limits {
    /**
     * Messages per second; 0 is no limit.
     *
     * @param perClient of one client, of any kind
     * @param perRoom said in one room
     * @param inAll said in all
     * @param rooms how many rooms a client may be in
     */
    public record Rates(double perClient, double perRoom, double inAll, int rooms) {
        /** What holds where nothing else is asked for. */
        public static final Rates DEFAULT = new Rates(20, 500, 5_000, 50);
    }

    /** A client that has just come may send this many seconds' worth at once, such as the joins of its rooms. */
    private static final int BURST_SECONDS = 3;

    private final int rooms;
    private final @Nullable KeyedRateLimiter<String> perClient;
    private final @Nullable KeyedRateLimiter<String> perRoom;
    private final @Nullable RateLimiter inAll;

    /** Creates limits with full buckets. */
    public Limits(Rates rates) {
        this.rooms = rates.rooms();
        this.perClient = rates.perClient() == 0 ? null : keyed(rates.perClient(), BURST_SECONDS);
        this.perRoom = rates.perRoom() == 0 ? null : keyed(rates.perRoom(), 1);
        this.inAll = rates.inAll() == 0
                ? null
                : RateLimiter.perSecond(rates.inAll())
                        .burst((long) Math.ceil(rates.inAll()))
                        .build();
    }

    private static KeyedRateLimiter<String> keyed(double rate, int seconds) {
        return KeyedRateLimiter.perSecond(rate)
                .burst((long) Math.ceil(rate * seconds))
                .build();
    }

    /** Returns how many rooms a client may be in. */
    public int rooms() {
        return rooms;
    }

    /** Counts a message of a client, and returns whether it may send it. */
    public boolean allowsClient(String client) {
        return perClient == null || perClient.allow(client);
    }

    /**
     * Counts something that is said in a room or to a person.
     *
     * @throws Refusal if too much is said
     */
    public void checkSaying(String target) throws Refusal {
        if (inAll != null && !inAll.allow()) {
            throw tooMuch("in all");
        }
        if (perRoom != null && !perRoom.allow(target)) {
            throw tooMuch("to '" + target + "'");
        }
    }

    private static Refusal tooMuch(String where) {
        return new Refusal(
                ErrorCode.RATE_LIMITED,
                "too much is said " + where + "; say it again in a second",
                Duration.ofSeconds(1));
    }
}
