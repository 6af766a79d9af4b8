package dev.sluice.chat.net;

import dev.sluice.chat.hub.Client;
import dev.sluice.chat.hub.Shard;
import dev.sluice.chat.protocol.ByeCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the clients of one event loop. It takes all that is there in one go, encodes what goes to the same clients into one buffer that
 * they share, and writes to each socket once.
 *
 * <p>What it was given it does in that order. All but {@link #send} and {@link #end} is done by the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is seen
final class SocketShard implements Shard {
    private sealed interface Order {}

    private record Send(
            List<byte[]> messages,
            List<Client> to,
            @Nullable Client except,
            long atNanos) implements Order {}

    private record End(Connection connection, ByeCode why, String text) implements Order {}

    /*
     * A write to a socket costs nearly the same for one message as for thirty. So after a run the shard rests for as long as the run took, at
     * most LONGEST_REST: what comes meanwhile goes out together. A message that comes to a shard at rest goes out at once.
     */

    private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    /** How many slow clients are told of. */
    private static final int MOST_SLOW = 100;

    /** How many bytes of messages are joined into one buffer. */
    private static final int MOST_JOINED = 256 << 10;

    private final EventLoop loop;
    private final NetMeters meters;
    private final FrameEncoder encoder = new FrameEncoder();
    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private final Set<Connection> connections = new LinkedHashSet<>();
    private final List<Connection> written = new ArrayList<>();
    private long restUntilNanos = System.nanoTime();
    private volatile long outboxBytes;
    private volatile List<SlowClient> slow = List.of();

    SocketShard(EventLoop loop, NetMeters meters, Duration sweep) {
        this.loop = loop;
        this.meters = meters;
        loop.scheduleWithFixedDelay(this::sweep, sweep.toNanos(), sweep.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void send(List<byte[]> messages, List<Client> to, @Nullable Client except) {
        give(new Send(messages, to, except, System.nanoTime()));
    }

    /** Ends a connection, behind all that was sent to it before. */
    void end(Connection connection, ByeCode why, String text) {
        give(new End(connection, why, text));
    }

    private void give(Order order) {
        orders.add(order);
        if (!scheduled.getAndSet(true)) {
            loop.execute(this::workOrRest);
        }
    }

    /** Works at once, or once the shard has rested for as long as its last run took. */
    private void workOrRest() {
        long left = restUntilNanos - System.nanoTime();
        if (left > 0) {
            loop.schedule(this::work, left, TimeUnit.NANOSECONDS);
        } else {
            work();
        }
    }

    private void work() {
        long start = System.nanoTime();
        scheduled.set(false); // first, so that what comes from now on is seen here, or by the next run
        long oldest = 0;
        Order order = orders.poll();
        while (order != null) {
            switch (order) {
                case Send send -> {
                    oldest = oldest == 0 ? send.atNanos() : oldest;
                    order = write(send);
                }
                case End(var connection, var why, var text) -> {
                    connection.sayBye(why, text);
                    order = orders.poll();
                }
            }
        }
        for (Connection connection : written) {
            connection.flush();
        }
        written.clear();
        long end = System.nanoTime();
        restUntilNanos = end + Math.min(end - start, LONGEST_REST_NANOS);
        if (oldest != 0) {
            meters.fanOut.record(System.nanoTime() - oldest, TimeUnit.NANOSECONDS);
        }
    }

    /** Writes messages, together with those behind them that go to the same clients; returns the order after that, or null. */
    private @Nullable Order write(Send first) {
        List<byte[]> messages = first.messages();
        Order next = orders.poll();
        if (isForSame(next, first)) {
            messages = new ArrayList<>(messages);
            int size = size(messages);
            while (isForSame(next, first) && size < MOST_JOINED) {
                List<byte[]> more = ((Send) next).messages();
                messages.addAll(more);
                size += size(more);
                next = orders.poll();
            }
        }
        ByteBuf frames = encoder.encode(messages);
        int deliveries = 0;
        for (Client client : first.to()) {
            if (client != first.except() && client instanceof Connection connection && connection.write(frames)) {
                deliveries += messages.size();
            }
        }
        frames.release();
        meters.out.increment(deliveries);
        return next;
    }

    private static boolean isForSame(@Nullable Order next, Send first) {
        return next instanceof Send send && send.to() == first.to() && send.except() == first.except();
    }

    private static int size(List<byte[]> messages) {
        return messages.stream().mapToInt(message -> message.length).sum();
    }

    /** Notes that something was written to a connection, which is flushed when this run is over. */
    void wrote(Connection connection) {
        written.add(connection);
    }

    // The connections

    void add(Connection connection) {
        connections.add(connection);
    }

    void remove(Connection connection) {
        connections.remove(connection);
    }

    /** Returns those that hadn't taken all that was sent to them at the last sweep. */
    List<SlowClient> slow() {
        return slow;
    }

    /** Says goodbye to all. */
    void endAll(ByeCode why, String text) {
        loop.execute(() -> {
            for (Connection connection : List.copyOf(connections)) {
                end(connection, why, text);
            }
        });
    }

    /** Closes all that is left. */
    void closeAll() {
        loop.execute(() -> List.copyOf(connections).forEach(Connection::close));
    }

    private void sweep() {
        long now = System.nanoTime();
        long waiting = 0;
        var behind = new ArrayList<SlowClient>(0);
        for (Connection connection : List.copyOf(connections)) {
            connection.tick(now);
            long bytes = connection.outboxBytes();
            waiting += bytes;
            if (bytes > 0 && behind.size() < MOST_SLOW) {
                behind.add(new SlowClient(connection.address(), bytes));
            }
        }
        outboxBytes = waiting;
        slow = List.copyOf(behind);
    }

    long outboxBytes() {
        return outboxBytes;
    }
}
