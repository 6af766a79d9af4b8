package dev.sluice.dump;

import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.observe.live.Source;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Looks at a program again and again, in a goroutine: a program that doesn't answer keeps nothing else waiting. */
final class Looks {
    private Looks() {}

    /**
     * Begins to look.
     *
     * @return the latest frame; it fails when the program can't be reached any more
     */
    static ReceiveChannel<Frame> begin(Scope scope, Source source, Duration interval) throws InterruptedException {
        Channel<Frame> frames =
                Channel.overflow(Channel.Overflow.DROP_OLDEST).named("frames").buffered(1);
        scope.go("look", () -> {
            try {
                Frame frame = Frame.first(source);
                while (frames.sendIfOpen(frame)) {
                    Thread.sleep(interval);
                    frame = frame.next(source);
                }
            } catch (UncheckedIOException e) {
                frames.closeWithError(e);
            }
        });
        return frames;
    }

    /** Returns why there are no more frames, in words for the user. */
    static String reason(ChannelFailedException failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
    }
}
