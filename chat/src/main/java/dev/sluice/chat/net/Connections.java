package dev.sluice.chat.net;

import dev.sluice.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections, in all and of each address. The addresses of IPv6 with the same first 64 bits are one: one
 * customer of a provider has all of them. Any thread may use it.
 */
final class Connections {
    /** How many refused connections are told why; more are closed at once. */
    private static final int TOLD = 256;

    private static final int NETWORK_BYTES = 8;

    /** What becomes of a connection. */
    enum Verdict {
        WELCOME,
        TOO_MANY_OF_ADDRESS,
        TOO_MANY,
        CLOSE
    }

    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final Channel<Boolean> emptied =
            Channel.named("chat connections ended").buffered(1);
    private final int most;
    private final int mostOfAddress;

    Connections(int most, int mostOfAddress) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
    }

    int size() {
        return all.get();
    }

    /** Waits until there are none, for this long at most. */
    void awaitNone(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (size() > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            emptied.receive(Duration.ofNanos(left)); // maybe of an earlier time, so it is looked at again
        }
    }

    /**
     * Counts a connection that has come. Each has to be followed by {@link #left}.
     *
     * @param address the client's, or null if it isn't known
     */
    Verdict came(@Nullable InetAddress address) {
        int count = all.incrementAndGet();
        int ofAddress = address == null ? 1 : byAddress.merge(network(address), 1, Integer::sum);
        if (count > most + TOLD) {
            return Verdict.CLOSE;
        }
        if (count > most) {
            return Verdict.TOO_MANY;
        }
        if (address == null || mayHave(address, ofAddress)) {
            return Verdict.WELCOME;
        }
        return ofAddress > 2 * mostOfAddress ? Verdict.CLOSE : Verdict.TOO_MANY_OF_ADDRESS;
    }

    /** Counts a connection with its address that came without one, and returns whether that address may have that many. */
    boolean add(InetAddress address) {
        return mayHave(address, byAddress.merge(network(address), 1, Integer::sum));
    }

    /** Returns what stands for all addresses that count as this one. */
    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // its length is right
        }
    }

    private boolean mayHave(InetAddress address, int count) {
        // Whatever comes from this machine may have come to a proxy from anywhere.
        return address.isLoopbackAddress() || count <= mostOfAddress;
    }

    /** Says that a connection has ended, with the address that it was counted with. */
    void left(@Nullable InetAddress address) {
        if (all.decrementAndGet() == 0) {
            emptied.offer(true);
        }
        if (address != null) {
            byAddress.computeIfPresent(network(address), (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
