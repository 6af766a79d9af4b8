package dev.sluice.flow;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.SendChannel;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The open end of a running pipeline: its items are taken by other code, in the form that suits it, while the pipeline goes on.
 *
 * {@snippet :
 * try (var pages = Pipeline.from(urls).map("fetch", workers(8), this::fetch).open()) {
 *     for (Page page : pages) {
 *         if (matches(page)) {
 *             return page; // the block is left, and so all that is under way is cancelled
 *         }
 *     }
 * }
 * }
 *
 * <p>It is a {@link Run} whose items aren't taken in by a sink; so a pipeline goes on only as far as they are taken from here.
 * Each item is given once, to whichever form asks first.
 *
 * <p>What has been passed on before the run fails can still be taken; then the failure is thrown.
 *
 * <p>The thread that has opened it owns it, and must close it. Its items may be taken by any thread.
 *
 * @param <T> the type of the items
 */
public final class Output<T> implements Iterable<T>, AutoCloseable {
    private final Run<@Nullable Void> run;
    private final Channel<T> channel;

    Output(Run<@Nullable Void> run, Channel<T> channel) {
        this.run = run;
        this.channel = channel;
    }

    /**
     * Returns the run, to look at its progress, or to drain or cancel it. Closing it closes this.
     *
     * @return the run
     */
    public Run<@Nullable Void> run() {
        return run;
    }

    /**
     * Returns the items as a channel. It is closed at the end; with the failure, if the run has failed. A consumer that cancels it wants no
     * more, and the run ends.
     *
     * @return the channel, always the same one
     */
    public ReceiveChannel<T> channel() {
        return channel;
    }

    /**
     * Returns an iterator that takes items and waits for each.
     *
     * <p>When the run has failed, it throws the failure: an unchecked one as itself, a checked one as the cause of a {@link
     * CompletionException}. When it is interrupted, or the run was cancelled, it throws a {@link CancelledException}; after an
     * interruption the flag stays set.
     *
     * @return an iterator for one thread
     */
    @Override
    public Iterator<T> iterator() {
        Iterator<T> received = channel.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return received.hasNext();
                } catch (ChannelFailedException e) {
                    throw run.tell(e);
                }
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the pipeline has ended");
                }
                return received.next();
            }
        };
    }

    /**
     * Returns the items as a stream, which throws like the {@link #iterator}. Closing it closes this; so that must be done by
     * the owner.
     *
     * @return a sequential stream
     */
    public Stream<T> stream() {
        var items = Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(items, false).onClose(this::close);
    }

    /**
     * Returns the items as a publisher for one subscriber, which gets the items that are left, as many as it asks for, from a
     * goroutine of the run. Later subscribers are refused. To be called by the owner; {@link Run#join} then waits until the
     * subscriber has got all, or cancels.
     *
     * <p>When the run fails, the subscriber gets the failure. What the subscriber throws fails the run.
     *
     * @return the publisher
     * @see <a href="https://www.reactive-streams.org">Reactive Streams</a>
     */
    public Flow.Publisher<T> publisher() {
        return OutputPublisher.of(run, channel);
    }

    /**
     * Cancels the run if it goes on, and waits for its end; see {@link Run#close}.
     *
     * @throws IllegalStateException if the caller isn't the owner
     */
    @Override
    public void close() {
        run.close();
    }

    /** Ends the channel at the end of a pipeline as the run has ended. */
    static void end(SendChannel<?> channel, @Nullable Throwable failure) {
        if (failure == null) {
            channel.close();
        } else {
            channel.closeWithError(failure);
        }
    }
}
