package dev.sluice.chat.protocol;

/** Why a client's message had no effect. On the wire it is in lower case, with hyphens. */
public enum ErrorCode {
    /** The frame is not one JSON object within the limits. */
    BAD_JSON,
    /** The type of the message is missing or unknown. */
    UNKNOWN_TYPE,
    /** The message has a field that its type hasn't. */
    UNKNOWN_FIELD,
    /** The message lacks a field that its type needs. */
    MISSING_FIELD,
    /** A field has a value that is not allowed. */
    BAD_FIELD,
    /** The name is not allowed. */
    BAD_NAME,
    /** The name of the room is not allowed. */
    BAD_ROOM,
    /** The token is missing, false, over, or for another name. */
    BAD_TOKEN,
    /** The name, or one that looks like it, belongs to another client. */
    NAME_TAKEN,
    /** The first message must be a hello. */
    HELLO_FIRST,
    /** The client has said hello already. */
    HELLO_AGAIN,
    /** The client is not in that room. */
    NOT_IN_ROOM,
    /** There is no such room. */
    NO_SUCH_ROOM,
    /** There is no such person. */
    NO_SUCH_PERSON,
    /** There is no such message. */
    NO_SUCH_MESSAGE,
    /** The client is in as many rooms as it may be. */
    TOO_MANY_ROOMS,
    /** Too much was said in too short a time. */
    RATE_LIMITED,
    /** The person may not say anything at present. */
    MUTED,
    /** Only an admin may do that. */
    NOT_ADMIN,
    /** The message could not be stored. */
    NOT_STORED,
    /** The server is stopping. */
    STOPPING;

    private final String wire = Wire.name(this);

    /** Returns the code as it stands in a message. */
    public String wire() {
        return wire;
    }
}
