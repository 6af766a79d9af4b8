package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Ticker;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.OwnChannels;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What sources there are. */
final class Supplies {
    private static final int LINES_AT_ONCE = 256;

    private Supplies() {}

    /** Makes a source that can be read only once. */
    static <T> Supply<T> once(String what, Supply<T> supply) {
        var claimed = new AtomicBoolean();
        return new Supply<>() {
            @Override
            public void claim() {
                if (!claimed.compareAndSet(false, true)) {
                    throw new IllegalStateException(
                            what + " can be read only once, and this pipeline has been run before");
                }
            }

            @Override
            public void release() {
                claimed.set(false);
            }

            @Override
            public void read(Intake<T> intake) throws Exception {
                supply.read(intake);
            }

            @Override
            public void leave() {
                supply.leave();
            }
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

    /** Emits what a supplier returns, until it returns null. */
    static <T> void generate(CheckedSupplier<? extends @Nullable T, ?> supplier, Intake<T> intake) throws Exception {
        while (intake.isWanted()) {
            T item = supplier.get();
            if (item == null) {
                return;
            }
            intake.emit(item);
        }
    }

    static void ticks(Duration interval, Intake<Instant> intake) throws InterruptedException {
        try (var ticker = Ticker.every(interval)) {
            receive(ticker, intake);
        }
    }

    static void lines(Path file, Charset charset, Intake<String> intake) throws Exception {
        try (var in = Files.newInputStream(file)) {
            var reader = new LineReader(in, charset);
            while (intake.isWanted()) {
                LineReader.Line line = reader.readLine();
                if (line == null) {
                    return;
                }
                emit(line, file.toString(), charset, intake);
            }
        }
    }

    private static boolean emit(LineReader.Line line, String of, Charset charset, Intake<String> intake)
            throws Exception {
        return line.isValid()
                ? intake.emit(line.text())
                : intake.fail(line.text(), new InvalidLine(intake.place() + 1, of, charset));
    }

    /**
     * Reads a stream on helper threads: a read from a terminal or a pipe may hang, and nothing ends it. Then the thread is left
     * to it, and the run ends all the same.
     */
    static void lines(InputStream in, Charset charset, Intake<String> intake) throws Exception {
        var reader = new LineReader(in, charset);
        try (var _ = intake.external()) {
            while (intake.isWanted()) {
                Channel<List<LineReader.Line>> answer =
                        OwnChannels.unlisted(Channel.named("lines")).buffered(1);
                World.current().helper(() -> readSome(reader, answer));
                List<LineReader.Line> lines = receive(answer);
                if (lines == null) {
                    return;
                }
                for (LineReader.Line line : lines) {
                    if (!emit(line, "the input stream", charset, intake)) {
                        return;
                    }
                }
            }
        }
    }

    private static <V> @Nullable V receive(Channel<V> answer) throws Exception {
        try {
            return answer.receive();
        } catch (ChannelFailedException e) {
            throw Thrown.as(Stage.errorOf(e), Exception.class);
        }
    }

    /** Reads at least one line, and those that have been read with it. */
    private static void readSome(LineReader reader, Channel<List<LineReader.Line>> answer) {
        List<LineReader.Line> lines = new ArrayList<>();
        try {
            LineReader.Line line = reader.readLine();
            while (line != null) {
                lines.add(line);
                line = lines.size() < LINES_AT_ONCE && reader.hasLine() ? reader.readLine() : null;
            }
            if (!lines.isEmpty()) {
                answer.offer(lines);
            }
            answer.close();
        } catch (Throwable e) { // whatever it is, a goroutine waits for the lines
            answer.closeWithError(e);
        }
    }
}
