package dev.sluice.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A select that waits in a channel: a sender completes it with a value, or a close without one; the first of them wins. */
final class LostMatch {
    private static final int WAITS = 0;
    private static final int MATCHED = 1;
    private static final int CLOSED = 2;

    private final AtomicInteger state = new AtomicInteger(WAITS);
    private final boolean winFirst;
    private volatile @Nullable String value;

    private LostMatch(boolean winFirst) {
        this.winFirst = winFirst;
    }

    private boolean send(String sent) {
        if (winFirst) {
            if (!state.compareAndSet(WAITS, MATCHED)) {
                return false;
            }
            value = sent;
            return true;
        }
        if (state.get() != WAITS) {
            return false;
        }
        value = sent;
        return state.compareAndSet(WAITS, MATCHED); // a lost match leaves the value there
    }

    private void close() {
        state.compareAndSet(WAITS, CLOSED);
    }

    static void race(boolean winFirst) throws InterruptedException {
        var select = new LostMatch(winFirst);
        Program.both(() -> select.send("value"), select::close);
        boolean closed = select.state.get() == CLOSED;
        assertThat(select.value)
                .as("the value of a select that has %s", closed ? "seen the close" : "a partner")
                .isEqualTo(closed ? null : "value");
    }
}
