package dev.sluice.chat.auth;

/**
 * Counts the seconds in a row in which a client has sent more than it may. Used by one thread at a time.
 */
public final class Excess {
    /** In the last of this many seconds in a row with excess, a client is sent away. */
    public static final int SECONDS = 3;

    private static final long NANOS = 1_000_000_000L;

    private long second = Long.MIN_VALUE;
    private int inARow;

    /**
     * Notes that something was too much.
     *
     * @param nowNanos the time, by any clock that doesn't go back
     * @return whether that was so for too many seconds in a row
     */
    public boolean note(long nowNanos) {
        long now = Math.floorDiv(nowNanos, NANOS);
        if (now != second) {
            inARow = now == second + 1 ? inARow + 1 : 1;
            second = now;
        }
        return inARow >= SECONDS;
    }
}
