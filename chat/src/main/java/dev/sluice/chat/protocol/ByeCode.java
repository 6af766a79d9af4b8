package dev.sluice.chat.protocol;

/** Why the server ends a connection. On the wire it is in lower case, with hyphens. */
public enum ByeCode {
    /** The server stops; it may be back soon. */
    STOPPING(true),
    /** The client read too slowly. */
    TOO_SLOW(true),
    /** The client went on with too many messages. */
    FLOODING(true),
    /** No hello came in time. */
    HELLO_TIMEOUT(true),
    /** Another connection took the name over. */
    TAKEN_OVER(false),
    /** An admin sent the person out. */
    KICKED(false),
    /** An admin bans the person. */
    BANNED(false);

    private final String wire = Wire.name(this);
    private final boolean comeBack;

    ByeCode(boolean comeBack) {
        this.comeBack = comeBack;
    }

    /** Returns the code as it stands in a message. */
    public String wire() {
        return wire;
    }

    /** Tells whether a client should connect again by itself. */
    public boolean comeBack() {
        return comeBack;
    }
}
