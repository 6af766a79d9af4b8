package dev.sluice.chat.net;

/**
 * A client that hasn't taken all that was sent to it.
 *
 * @param address where it is
 * @param bytes how much waits for it
 */
public record SlowClient(String address, long bytes) {}
