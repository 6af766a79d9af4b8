package dev.sluice.chat.protocol;

/**
 * A place in the sequence of a room's messages, or of a person's private messages.
 *
 * @param epoch which sequence it is; a sequence that starts again has another epoch
 * @param offset the offset of a message, counted from 1; 0 stands before the first one
 */
public record Position(String epoch, long offset) {}
