package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Ticker;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What sources there are. */
final class Supplies {
    private static final int LINES_AT_ONCE = 256;

    private Supplies() {}

    /** Makes a source that can be read only once. */
    static <T> Supplier<Supply<T>> once(String what, Supply<T> supply) {
        var used = new AtomicBoolean();
        return () -> {
            if (!used.compareAndSet(false, true)) {
                throw new IllegalStateException(what + " can be read only once, and this pipeline has been run before");
            }
            return supply;
        };
    }

    static <T> void iterate(Iterator<? extends T> items, Intake<T> intake) throws InterruptedException {
        while (intake.isWanted() && items.hasNext()) {
            intake.emit(items.next());
        }
    }

    static <T> Supply<T> stream(Stream<? extends T> items) {
        return new Supply<>() {
            @Override
            public void read(Intake<T> intake) throws InterruptedException {
                iterate(items.iterator(), intake);
            }

            @Override
            public void leave() {
                items.close();
            }
        };
    }

    /** Reads a channel, of which the pipeline is the receiver: when it wants no more, it leaves. */
    static <T> Supply<T> channel(ReceiveChannel<? extends T> channel) {
        return new Supply<>() {
            @Override
            public void read(Intake<T> intake) throws InterruptedException {
                try {
                    receive(channel, intake);
                } finally {
                    leave(); // now, since others may wait for that
                }
            }

            @Override
            public void leave() {
                if (!channel.isClosed() || channel.length() > 0) {
                    channel.cancel(); // else it has ended by itself
                }
            }
        };
    }

    private static <T> void receive(ReceiveChannel<? extends T> channel, Intake<T> intake) throws InterruptedException {
        for (T item = intake.receive(channel); item != null; item = intake.receive(channel)) {
            intake.emit(item);
        }
    }

    static void ticks(Duration interval, Intake<Instant> intake) throws InterruptedException {
        try (var ticker = Ticker.every(interval)) {
            receive(ticker, intake);
        }
    }

    static void lines(Path file, Intake<String> intake) throws IOException, InterruptedException {
        try (var reader = Files.newBufferedReader(file)) {
            while (intake.isWanted()) {
                String line = reader.readLine();
                if (line == null) {
                    return;
                }
                intake.emit(line);
            }
        }
    }

    /**
     * Reads a stream on helper threads: a read from a terminal or a pipe may hang, and nothing ends it. Then the thread is left
     * to it, and the run ends all the same.
     */
    static void lines(InputStream in, Intake<String> intake) throws Exception {
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        while (intake.isWanted()) {
            Channel<List<String>> answer =
                    OwnChannels.unlisted(Channel.named("lines")).buffered(1);
            World.current().helper(() -> readSome(reader, answer));
            List<String> lines = receive(answer);
            if (lines == null) {
                return;
            }
            for (String line : lines) {
                if (!intake.emit(line)) {
                    return;
                }
            }
        }
    }

    private static @Nullable List<String> receive(Channel<List<String>> answer) throws Exception {
        try {
            return answer.receive();
        } catch (ChannelFailedException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Reads at least one line, and those that can be read without waiting. */
    private static void readSome(BufferedReader reader, Channel<List<String>> answer) {
        List<String> lines = new ArrayList<>();
        try {
            String line = reader.readLine();
            while (line != null) {
                lines.add(line);
                line = lines.size() < LINES_AT_ONCE && reader.ready() ? reader.readLine() : null;
            }
            if (!lines.isEmpty()) {
                answer.offer(lines);
            }
            answer.close();
        } catch (IOException | RuntimeException e) {
            if (!lines.isEmpty()) {
                answer.offer(lines); // the next read will fail again
            }
            answer.closeWithError(e);
        }
    }
}
