package dev.sluice.flow;

/**
 * An item that a stage could not do, and why.
 *
 * @param stage the name of the stage
 * @param place which item of the source it was, or came from, counted from 1
 * @param item the item as it came into the stage
 * @param failure what the stage threw
 */
public record FailedItem(String stage, long place, Object item, Exception failure) {}
