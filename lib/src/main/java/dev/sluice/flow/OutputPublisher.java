package dev.sluice.flow;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.Offer;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.runtime.OwnChannels;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes what comes out of a channel to one subscriber. */
final class OutputPublisher<T> implements Flow.Publisher<T> {
    /*
     * All signals after the first come from one goroutine, so they are serial; the subscription only notes what is asked of it,
     * and wakes the goroutine. An item is received ahead of the demand for it: so the end is told without any demand, as the rules
     * ask.
     */
    private final Channel<Flow.Subscriber<? super T>> subscribers =
            OwnChannels.named(Channel.<Flow.Subscriber<? super T>>buffered(1), "subscribers");
    private final AtomicBoolean taken = new AtomicBoolean();

    private OutputPublisher() {}

    static <T> Flow.Publisher<T> of(Scope scope, Channel<T> channel) {
        var publisher = new OutputPublisher<T>();
        try {
            scope.go("publisher", () -> serve(publisher.subscribers, channel));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        }
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
        Flow.Subscriber<? super T> subscriber;
        try {
            subscriber = subscribers.receive();
        } finally {
            subscribers.close();
        }
        if (subscriber != null) {
            var demand = new Demand(channel);
            try {
                subscriber.onSubscribe(demand);
                publish(channel, subscriber, demand);
            } finally {
                channel.cancel();
            }
        }
    }

    private static <T> void publish(Channel<T> channel, Flow.Subscriber<? super T> subscriber, Demand demand)
            throws InterruptedException {
        T held = null;
        try (var select = Select.open()) {
            var next = select.receive(channel);
            select.receive(demand.changes);
            while (true) {
                if (demand.cancelled) {
                    return;
                }
                if (demand.refused) {
                    subscriber.onError(
                            new IllegalArgumentException("the number requested must be at least 1 (rule 3.9)"));
                    return;
                }
                if (held != null && demand.take()) {
                    T item = held;
                    held = null;
                    subscriber.onNext(item);
                    continue;
                }
                next.enable(held == null);
                if (select.await() == next) {
                    held = next.value();
                    if (held == null) {
                        if (!demand.cancelled) { // else that has closed the channel, and the subscriber wants to hear
                            // no more
                            subscriber.onComplete();
                        }
                        return;
                    }
                }
            }
        } catch (ChannelFailedException e) {
            if (!demand.cancelled) {
                subscriber.onError(e.getCause() == null ? e : e.getCause());
            }
        } catch (InterruptedException e) {
            if (!demand.cancelled) {
                subscriber.onError(new CancelledException("the pipeline was cancelled", e));
            }
            throw e;
        }
    }

    /** What the subscriber asks for. */
    private static final class Demand implements Flow.Subscription {
        private final Channel<?> channel;
        private final Channel<Demand> changes = OwnChannels.named(Channel.<Demand>buffered(1), "demand");
        private final AtomicLong left = new AtomicLong();
        private volatile boolean cancelled;
        private volatile boolean refused;

        Demand(Channel<?> channel) {
            this.channel = channel;
        }

        @Override
        public void request(long items) {
            if (items < 1) {
                refused = true;
            } else {
                left.accumulateAndGet(items, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
            }
            changes.offer(this);
        }

        @Override
        public void cancel() {
            cancelled = true;
            channel.cancel();
            changes.offer(this);
        }

        boolean take() {
            return left.getAndUpdate(now -> now == Long.MAX_VALUE ? now : Math.max(0, now - 1)) > 0;
        }
    }
}
