package dev.sluice.chat.store;

import java.util.List;

/** What has become of a {@link Draft}. */
public sealed interface Outcome {
    /** Returns the draft that was appended. */
    Draft draft();

    /**
     * It is committed, and must now be sent and acknowledged.
     *
     * @param draft the draft
     * @param messages the stored message; if it was private, first that in the sender's feed and then, unless both are one
     *     person, that in the receiver's
     */
    record Stored(Draft draft, List<Message> messages) implements Outcome {
        /** Returns the offset that the sender is told. */
        public long offset() {
            return messages.getFirst().offset();
        }
    }

    /**
     * It is the same as one that was committed before under the same id: must be acknowledged, and not be sent again.
     *
     * @param draft the draft
     * @param offset the offset that the sender was told, or would have been
     */
    record Repeated(Draft draft, long offset) implements Outcome {}

    /**
     * It is not stored.
     *
     * @param draft the draft
     * @param reason why, in one word
     * @param text why, for the sender, without anything that is of no concern to it
     */
    record Failed(Draft draft, Reason reason, String text) implements Outcome {}

    /** Why a draft was not stored. */
    enum Reason {
        /** It can't be: it has text that isn't Unicode, or an id under which something else was stored. */
        INVALID,
        /** The disk, or what the database was given of it, is full. The same draft may be stored when there is room. */
        FULL,
        /** The database couldn't be reached, or has failed otherwise. The same draft may be stored later. */
        UNAVAILABLE
    }
}
