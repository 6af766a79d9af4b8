package dev.sluice.chat.store;

import java.time.Instant;

/**
 * A message as it is stored.
 *
 * @param feed where it is
 * @param offset its place in the feed, from 1
 * @param from name of the sender
 * @param to the room or the person that it was sent to; in the feed of the sender of a private message this isn't the feed
 * @param content its text; empty if it was deleted
 * @param time when the server has received it
 * @param deleted whether a moderator has deleted it; its offset stays
 */
public record Message(Feed feed, long offset, String from, Feed to, String content, Instant time, boolean deleted) {
    /** Returns this message as it is after it was deleted. */
    Message withoutContent() {
        return new Message(feed, offset, from, to, "", time, true);
    }
}
