package dev.sluice.bench.peer;

import dev.sluice.Channel;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;

/** The lines, each the plain thing that its peer's documentation shows first. */
final class Lines {
    private Lines() {}

    static Line of(Peer peer, int capacity) {
        return switch (peer) {
            case SLUICE -> new OfSluice(capacity == 0 ? Channel.unbuffered() : Channel.buffered(capacity));
            case JOX ->
                new OfJox(
                        capacity == 0
                                ? com.softwaremill.jox.Channel.newRendezvousChannel()
                                : com.softwaremill.jox.Channel.newBufferedChannel(capacity));
            case ARRAY_BLOCKING_QUEUE -> new OfArrayBlockingQueue(new ArrayBlockingQueue<>(capacity));
            case SYNCHRONOUS_QUEUE -> {
                mustBeUnbuffered(peer, capacity);
                yield new OfSynchronousQueue(new SynchronousQueue<>());
            }
            case LINKED_TRANSFER_QUEUE -> {
                mustBeUnbuffered(peer, capacity);
                yield new OfTransferQueue(new LinkedTransferQueue<>());
            }
            default -> throw peer.unfit();
        };
    }

    private static void mustBeUnbuffered(Peer peer, int capacity) {
        if (capacity != 0) {
            throw new IllegalArgumentException(peer.title() + " has no buffer, so its capacity is 0, was " + capacity);
        }
    }

    private record OfSluice(Channel<Integer> channel) implements Line {
        @Override
        public void send(Integer value) throws InterruptedException {
            channel.send(value);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return Objects.requireNonNull(channel.receive());
        }
    }

    private record OfJox(com.softwaremill.jox.Channel<Integer> channel) implements Line {
        @Override
        public void send(Integer value) throws InterruptedException {
            channel.send(value);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return channel.receive();
        }
    }

    private record OfArrayBlockingQueue(ArrayBlockingQueue<Integer> queue) implements Line {
        @Override
        public void send(Integer value) throws InterruptedException {
            queue.put(value);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return queue.take();
        }
    }

    private record OfSynchronousQueue(SynchronousQueue<Integer> queue) implements Line {
        @Override
        public void send(Integer value) throws InterruptedException {
            queue.put(value);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return queue.take();
        }
    }

    /** Unbuffered, since {@code transfer} waits for the receiver as the send of an unbuffered channel does. */
    private record OfTransferQueue(LinkedTransferQueue<Integer> queue) implements Line {
        @Override
        public void send(Integer value) throws InterruptedException {
            queue.transfer(value);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return queue.take();
        }
    }
}
