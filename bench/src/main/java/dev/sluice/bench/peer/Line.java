package dev.sluice.bench.peer;

/**
 * A line moves values from those who send to those who receive; each value to one of them.
 *
 * <p>The values that are measured are small integers, which exist already: none is made in order to be sent.
 */
public interface Line {
    /** Hands over a value, and waits while that isn't possible. */
    void send(Integer value) throws InterruptedException;

    /** Takes the next value, and waits until there is one. */
    Integer receive() throws InterruptedException;
}
