package dev.sluice.chat.protocol;

/** What a message is sent to. */
public sealed interface Target {
    /** Everybody in a room. */
    record Room(String name) implements Target {}

    /** One person. */
    record Person(String name) implements Target {}
}
