package dev.sluice.chat.auth;

import dev.sluice.chat.protocol.ErrorCode;
import java.io.Serial;
import java.time.Duration;

/** Says that a client may not do what it asks for; the message says why, for people. */
public final class Refusal extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final long retryMillis;

    /** Creates a refusal that a repetition doesn't change. */
    public Refusal(ErrorCode code, String text) {
        this(code, text, Duration.ZERO);
    }

    /**
     * Creates a refusal.
     *
     * @param retry after which time the same may be allowed; zero if that doesn't help
     */
    public Refusal(ErrorCode code, String text, Duration retry) {
        super(text, null, false, false); // no stack trace: a client decides how many of them there are
        this.code = code;
        this.retryMillis = retry.toMillis();
    }

    /** Returns what clients know it by. */
    public ErrorCode code() {
        return code;
    }

    /** Returns after how many milliseconds the same may be allowed, or 0. */
    public long retryMillis() {
        return retryMillis;
    }
}
