package dev.sluice;

// Floor: channels
/** The result of a send that doesn't wait, or that has a timeout. */
public enum Offer {
    /** The channel took the value. */
    SENT,
    /** There was no room and no waiting receiver; the value stays with the caller. */
    FULL,
    /** The channel is closed, or its receiver has left; the value stays with the caller. */
    CLOSED
}
