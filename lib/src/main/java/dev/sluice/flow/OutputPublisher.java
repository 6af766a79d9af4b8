package dev.sluice.flow;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.Offer;
import dev.sluice.Select;
import dev.sluice.internal.OwnChannels;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Publishes what comes out of a channel to one subscriber. */
final class OutputPublisher<T> implements Flow.Publisher<T> {
    /*
     * All signals after the first come from one goroutine, so they are serial; the subscription only notes what is asked of it,
     * and wakes the goroutine. An item is received ahead of the demand for it: so the end is told without any demand, as the rules
     * ask.
     */
    private final Channel<Flow.Subscriber<? super T>> subscribers =
            OwnChannels.unlisted(Channel.named("subscribers")).buffered(1);
    private final AtomicBoolean taken = new AtomicBoolean();

    private OutputPublisher() {}

    static <T> Flow.Publisher<T> of(Run<?> run, Channel<T> channel) {
        var publisher = new OutputPublisher<T>();
        run.goBesides("publisher", () -> serve(publisher.subscribers, channel));
        return publisher;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (!taken.compareAndSet(false, true)) {
            refuse(subscriber, "the output of a pipeline has one subscriber, and there is one");
        } else if (subscribers.offer(subscriber) != Offer.SENT) {
            refuse(subscriber, "the run has been closed");
        }
    }

    private static void refuse(Flow.Subscriber<?> subscriber, String why) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long items) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(new IllegalStateException(why));
    }

    private static <T> void serve(Channel<Flow.Subscriber<? super T>> subscribers, Channel<T> channel)
            throws InterruptedException {
        Subscribed<T> subscribed;
        try {
            subscribed = Subscribed.next(subscribers, channel);
        } finally {
            subscribers.close();
        }
        if (subscribed != null) {
            try {
                subscribed.onSubscribe();
                publish(channel, subscribed);
            } finally {
                channel.cancel();
            }
        }
    }

    private static <T> void publish(Channel<T> channel, Subscribed<T> subscribed) throws InterruptedException {
        T held = null;
        try (var select = Select.open()) {
            var next = select.receive(channel);
            select.receive(subscribed.changes);
            while (!subscribed.isCancelled()) {
                if (subscribed.refused) {
                    subscribed.onError(
                            new IllegalArgumentException("the number requested must be at least 1 (rule 3.9)"));
                    return;
                }
                if (held != null && subscribed.take()) {
                    T item = held;
                    held = null;
                    subscribed.onNext(item);
                    continue;
                }
                next.enable(held == null);
                if (select.await() == next) {
                    held = next.value();
                    if (held == null) {
                        subscribed.onComplete();
                        return;
                    }
                }
            }
        } catch (ChannelFailedException e) {
            subscribed.onError(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            subscribed.onError(new CancelledException("the pipeline was cancelled", e));
            throw e;
        }
    }

    /**
     * The subscriber, until it cancels, and what it asks for. It is told nothing more then, not even of the end which that brings
     * about; and nothing holds it any more, however long the goroutine takes to wake up (rule 3.13).
     */
    private static final class Subscribed<T> implements Flow.Subscription {
        private final Channel<?> channel;
        private final Channel<Boolean> changes =
                OwnChannels.unlisted(Channel.named("demand")).buffered(1);
        private final AtomicLong left = new AtomicLong();
        private volatile Flow.@Nullable Subscriber<? super T> subscriber;
        private volatile boolean refused;

        private Subscribed(Channel<?> channel, Flow.Subscriber<? super T> subscriber) {
            this.channel = channel;
            this.subscriber = subscriber;
        }

        /** Waits for a subscriber; null says that there will be none. */
        static <T> @Nullable Subscribed<T> next(Channel<Flow.Subscriber<? super T>> subscribers, Channel<?> channel)
                throws InterruptedException {
            Flow.Subscriber<? super T> subscriber = subscribers.receive();
            return subscriber == null ? null : new Subscribed<>(channel, subscriber);
        }

        @Override
        public void request(long items) {
            if (items < 1) {
                refused = true;
            } else {
                left.accumulateAndGet(items, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
            }
            changes.offer(true);
        }

        @Override
        public void cancel() {
            subscriber = null;
            channel.cancel();
            changes.offer(true);
        }

        boolean isCancelled() {
            return subscriber == null;
        }

        boolean take() {
            return left.getAndUpdate(now -> now == Long.MAX_VALUE ? now : Math.max(0, now - 1)) > 0;
        }

        void onSubscribe() {
            tell(to -> to.onSubscribe(this));
        }

        void onNext(T item) {
            tell(to -> to.onNext(item));
        }

        void onComplete() {
            tell(Flow.Subscriber::onComplete);
        }

        void onError(Throwable thrown) {
            tell(to -> to.onError(thrown));
        }

        private void tell(Consumer<Flow.Subscriber<? super T>> signal) {
            Flow.Subscriber<? super T> to = subscriber;
            if (to != null) {
                signal.accept(to);
            }
        }
    }
}
