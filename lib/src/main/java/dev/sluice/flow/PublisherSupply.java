package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.Offer;
import dev.sluice.internal.OwnChannels;
import dev.sluice.internal.Thrown;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Items that a publisher publishes, of which it is asked for no more than there is room for. */
final class PublisherSupply<T> implements Flow.Subscriber<T> {
    /*
     * The demand that is outstanding and what is in the buffer are never more than the buffer holds; so an offer to it fails
     * only if the publisher breaks the rules.
     */
    static final int AHEAD = 64;

    private final Channel<T> buffer =
            OwnChannels.unlisted(Channel.named("subscriber")).buffered(AHEAD);

    // Guarded by this.
    private Flow.@Nullable Subscription subscription;
    private boolean ended;

    static <T> void read(Flow.Publisher<? extends T> publisher, Intake<T> intake) throws Exception {
        var subscriber = new PublisherSupply<T>();
        try (var _ = intake.external()) {
            publisher.subscribe(subscriber);
            subscriber.read(intake);
        } catch (ChannelFailedException e) {
            throw Thrown.as(Stage.errorOf(e), Exception.class);
        } finally {
            subscriber.leave();
        }
    }

    private void read(Intake<T> intake) throws InterruptedException {
        int taken = 0;
        for (T item = intake.receive(buffer); item != null; item = intake.receive(buffer)) {
            if (!intake.emit(item)) {
                return;
            }
            taken++;
            if (taken == AHEAD / 2) {
                request(taken);
                taken = 0;
            }
        }
    }

    private void request(int items) {
        Flow.Subscription known;
        synchronized (this) {
            known = subscription;
        }
        if (known != null) {
            known.request(items);
        }
    }

    private void leave() {
        Flow.Subscription known;
        synchronized (this) {
            known = ended ? null : subscription;
            ended = true;
        }
        buffer.cancel();
        if (known != null) {
            known.cancel();
        }
    }

    // By the publisher

    @Override
    public void onSubscribe(Flow.Subscription offered) {
        Objects.requireNonNull(offered, "subscription");
        boolean wanted;
        synchronized (this) {
            wanted = subscription == null && !ended;
            if (wanted) {
                subscription = offered;
            }
        }
        if (wanted) {
            offered.request(AHEAD);
        } else {
            offered.cancel();
        }
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item, "item");
        if (buffer.offer(item) == Offer.FULL) {
            buffer.closeWithError(
                    new IllegalStateException("the publisher has sent more than it was asked for (rule 1.1)"));
        }
    }

    @Override
    public void onError(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        end();
        buffer.closeWithError(failure);
    }

    @Override
    public void onComplete() {
        end();
        buffer.close();
    }

    private synchronized void end() {
        ended = true;
    }
}
