package dev.sluice;

// Floor: channels
/** What became of a value that was offered to a channel without waiting, or with a bound on the wait. */
public enum Offer {
    /** The channel took the value. */
    SENT,
    /** There was no room and no waiting receiver; the value stays with the caller. */
    FULL,
    /** The channel is closed, or its receiver has left; the value stays with the caller. */
    CLOSED
}
