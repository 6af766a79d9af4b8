package dev.sluice.chat.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that has no offset yet.
 *
 * @param from name of the sender
 * @param to the room, or the person, that it is for; what is for a person is kept in the sender's feed too
 * @param content its text
 * @param time when the server has received it
 * @param id what the sender's program calls it, or null; a second draft of the same sender with the same id is not stored again
 * @param origin what the {@link Outcome} is to be handed back with, such as the connection that waits for it; the store
 *     doesn't look at it
 */
public record Draft(
        String from,
        Feed to,
        String content,
        Instant time,
        @Nullable String id,
        @Nullable Object origin) {
    private static final int LONGEST_ID = 128;

    /** Cuts the time to milliseconds, which is what is stored. */
    public Draft {
        time = time.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns the feeds that it goes to. The first is that whose offset the sender is told. */
    List<Feed> feeds() {
        Feed own = Feed.person(from);
        return to.kind() == Feed.Kind.ROOM || to.equals(own) ? List.of(to) : List.of(own, to);
    }

    /** Returns the message that it becomes. */
    Message at(Feed feed, long offset) {
        return new Message(feed, offset, from, to, content, time, false);
    }

    /** Returns the outcome for a draft whose id stands for another message. */
    Outcome idTaken() {
        String text =
                "the id '%s' was used for another message before; give each message an id of its own".formatted(id);
        return new Outcome.Failed(this, Outcome.Reason.INVALID, text);
    }

    /** Returns what makes it impossible to store this, or null. */
    @Nullable
    String flaw() {
        String flaw = Text.flaw("content", content);
        flaw = flaw != null ? flaw : Text.flaw("sender", from);
        flaw = flaw != null ? flaw : Text.flaw("receiver", to.name());
        if (flaw != null || id == null) {
            return flaw;
        }
        return id.length() > LONGEST_ID
                ? "id must have at most %d characters, has %d".formatted(LONGEST_ID, id.length())
                : Text.flaw("id", id);
    }
}
