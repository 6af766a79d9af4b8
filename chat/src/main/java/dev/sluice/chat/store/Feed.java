package dev.sluice.chat.store;

/**
 * A sequence of messages whose offsets count from 1 without gaps: that of a room, or that of the private messages which a
 * person has sent and received.
 *
 * @param kind whether it is a room's or a person's
 * @param name name of the room or of the person
 */
public record Feed(Kind kind, String name) {
    /** Whose messages a feed holds. */
    public enum Kind {
        /** Those of a room. */
        ROOM('#'),
        /** Those that a person has sent and received in private. */
        PERSON('@');

        private final char sign;

        Kind(char sign) {
            this.sign = sign;
        }
    }

    /** Returns the feed of a room. */
    public static Feed room(String name) {
        return new Feed(Kind.ROOM, name);
    }

    /** Returns the feed of a person's private messages. */
    public static Feed person(String name) {
        return new Feed(Kind.PERSON, name);
    }

    /** Returns the feed that {@link #key()} has been asked for. */
    static Feed ofKey(String key) {
        for (Kind kind : Kind.values()) {
            if (!key.isEmpty() && key.charAt(0) == kind.sign) {
                return new Feed(kind, key.substring(1));
            }
        }
        throw new IllegalArgumentException("a feed's key must begin with # or @, was '" + key + "'");
    }

    /** Returns the name as it stands in a database: {@code #lobby} is a room, {@code @jane} a person. */
    String key() {
        return kind.sign + name;
    }

    /** Returns the key. */
    @Override
    public String toString() {
        return key();
    }
}
