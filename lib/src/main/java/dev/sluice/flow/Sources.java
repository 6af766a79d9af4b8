package dev.sluice.flow;

import static dev.sluice.flow.SourcePart.Kind.RECEIVES;
import static dev.sluice.flow.SourcePart.Kind.REPORTS;
import static dev.sluice.flow.SourcePart.Kind.WAITS;

import dev.sluice.ReceiveChannel;
import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedConsumer;
import dev.sluice.function.CheckedSupplier;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a {@link Pipeline} can begin with: its static methods, in a file of their own. */
@CheckReturnValue
abstract sealed class Sources permits Pipeline {
    Sources() {}

    private static <T> Pipeline<T> source(String name, SourcePart.Kind kind, Supply<T> supply) {
        return new Pipeline<>(SourcePart.of(name, kind, supply));
    }

    /**
     * Begins with these items.
     *
     * @param items the items
     * @param <T> their type
     * @return a pipeline
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is copied
    public static <T> Pipeline<T> of(T... items) {
        return from(List.of(items));
    }

    /**
     * Begins with what can be iterated over, anew in each run.
     *
     * @param items the items
     * @param <T> their type
     * @return a pipeline
     */
    public static <T> Pipeline<T> from(Iterable<? extends T> items) {
        Objects.requireNonNull(items, "items");
        if (items instanceof ReceiveChannel<? extends T> channel) {
            return from(channel);
        }
        return source("source", WAITS, intake -> Supplies.iterate(items.iterator(), intake));
    }

    /**
     * Begins with the items of an iterator. There can be only one run.
     *
     * @param items the items
     * @param <T> their type
     * @return a pipeline
     */
    public static <T> Pipeline<T> from(Iterator<? extends T> items) {
        Objects.requireNonNull(items, "items");
        return source("source", WAITS, Supplies.once("an iterator", intake -> Supplies.iterate(items, intake)));
    }

    /**
     * Begins with the items of a stream, which is closed when they have been read. There can be only one run.
     *
     * @param items the items
     * @param <T> their type
     * @return a pipeline
     */
    public static <T> Pipeline<T> from(Stream<? extends T> items) {
        Objects.requireNonNull(items, "items");
        return source("source", WAITS, Supplies.once("a stream", Supplies.stream(items)));
    }

    /**
     * Begins with what is received from a channel, until that is closed and drained. The pipeline is the channel's receiver: when
     * a run ends before the channel does, it {@linkplain ReceiveChannel#cancel cancels} it.
     *
     * @param items the channel
     * @param <T> the type of the items
     * @return a pipeline
     */
    public static <T> Pipeline<T> from(ReceiveChannel<? extends T> items) {
        Objects.requireNonNull(items, "items");
        return source("source", RECEIVES, Supplies.channel(items));
    }

    /**
     * Begins with what a publisher publishes. Each run subscribes, asks for up to 64 items ahead, and cancels when it wants no
     * more.
     *
     * @param items the publisher
     * @param <T> the type of the items
     * @return a pipeline
     */
    public static <T> Pipeline<T> from(Flow.Publisher<? extends T> items) {
        Objects.requireNonNull(items, "items");
        return source("source", RECEIVES, intake -> PublisherSupply.read(items, intake));
    }

    /**
     * Begins with what some code finds by itself, and puts in: by walking a tree, by asking for page after page.
     *
     * {@snippet :
     * Pipeline.<Order>produce(orders -> {
     *     Page page = api.first();
     *     while (page != null && page.stream().allMatch(orders::emit)) {
     *         page = api.after(page);
     *     }
     * })
     * }
     *
     * <p>What can't be made an item is {@linkplain Emitter#fail reported}, and goes to the {@link Pipeline#deadLetter} or {@link
     * Pipeline#onError} behind this.
     *
     * @param producer finds the items; called anew in each run. What it throws ends the run
     * @param <T> the type of the items
     * @return a pipeline
     */
    public static <T> Pipeline<T> produce(CheckedConsumer<? super Emitter<T>, ?> producer) {
        Objects.requireNonNull(producer, "producer");
        return source("source", REPORTS, producer::accept);
    }

    /**
     * Begins with what a supplier returns, until it returns null.
     *
     * {@snippet :
     * Pipeline.generate(queue::poll)
     * }
     *
     * @param supplier makes the items; called by one goroutine. What it throws ends the run
     * @param <T> the type of the items
     * @return a pipeline
     */
    public static <T> Pipeline<T> generate(CheckedSupplier<? extends @Nullable T, ?> supplier) {
        Objects.requireNonNull(supplier, "supplier");
        return source("source", WAITS, intake -> Supplies.generate(supplier, intake));
    }

    /**
     * Begins with the lines of a file in UTF-8; like {@link #lines(Path, Charset)}.
     *
     * @param file the file
     * @return a pipeline
     */
    public static Pipeline<String> lines(Path file) {
        return lines(file, StandardCharsets.UTF_8);
    }

    /**
     * Begins with the lines of a file, which is opened anew in each run.
     *
     * <p>A line with bytes that aren't valid in the charset is an item that has failed, with a {@link CharacterCodingException}
     * that names the file and the line. It ends the run, unless a handler behind this takes it: the {@link FailedItem} has the line
     * with replacement characters.
     *
     * {@snippet :
     * Pipeline.lines(log).deadLetter(CharacterCodingException.class, bad::add)
     * }
     *
     * @param file the file
     * @param charset the charset of the file
     * @return a pipeline
     */
    public static Pipeline<String> lines(Path file, Charset charset) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(charset, "charset");
        return source("lines", REPORTS, intake -> Supplies.lines(file, charset, intake));
    }

    /**
     * Begins with the lines of a stream in UTF-8; like {@link #lines(InputStream, Charset)}.
     *
     * @param in the stream
     * @return a pipeline
     */
    public static Pipeline<String> lines(InputStream in) {
        return lines(in, StandardCharsets.UTF_8);
    }

    /**
     * Begins with the lines of a stream, which isn't closed. There can be only one run. Bytes that aren't valid in the charset are
     * treated as in {@linkplain #lines(Path, Charset) a file}.
     *
     * <p>It is read ahead by some lines, on a thread that isn't waited for when the run ends: there may be no way to end a read
     * from a terminal.
     *
     * @param in the stream
     * @param charset the charset of the stream
     * @return a pipeline
     */
    public static Pipeline<String> lines(InputStream in, Charset charset) {
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(charset, "charset");
        return source(
                "lines", REPORTS, Supplies.once("an input stream", intake -> Supplies.lines(in, charset, intake)));
    }

    /**
     * Begins with the time at intervals; without an end. Ticks that come while there is no room are left out.
     *
     * @param interval the time between ticks, more than zero and at most 100 years
     * @return a pipeline
     * @throws IllegalArgumentException if the interval is out of range
     * @see dev.sluice.Ticker
     */
    public static Pipeline<Instant> ticks(Duration interval) {
        Arguments.positive("interval", interval);
        return source("ticks", RECEIVES, intake -> Supplies.ticks(interval, intake));
    }
}
