package dev.sluice.observe.live;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stream of what the program does: frames that are made once for all clients, and only while there is one. */
final class Feed {
    /*
     * One thread makes frames as long as there are clients, and each client has the thread of its request, which sends the latest
     * frame and then waits for the next one. A client that is slow finds a later frame than the next when it has sent one: frames are
     * replaced, never queued. One that takes nothing at all is interrupted after a while, which closes its connection.
     *
     * The threads are platform threads: the page has to work just when goroutines hold all the carriers.
     */
    static final int MOST_CLIENTS = 32;

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A look takes at most this part of the time, up to the longest interval. */
    private static final int PART = 20;

    private static final long LONGEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long LONGEST_WRITE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final byte[] RETRY = "retry: 1000\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOTHING = {};

    /** The client that the current thread serves. Guarded by the lock of the feed. */
    static final class Client {
        private final Thread thread = Thread.currentThread();
        private boolean isWriting;
        private long sinceNanos;

        private Client() {}
    }

    /** Makes a frame, which is a line of JSON. */
    private final Supplier<String> maker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final Set<Client> clients = new HashSet<>();
    private byte[] latest = NOTHING;
    private long number;
    private boolean isMaking;
    private @Nullable String end;

    Feed(Supplier<String> maker) {
        this.maker = maker;
    }

    /** Returns how many clients there are. */
    int clients() {
        lock.lock();
        try {
            return clients.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many frames have been made. */
    long frames() {
        lock.lock();
        try {
            return number;
        } finally {
            lock.unlock();
        }
    }

    /** Takes in a client, which the current thread is to serve; returns null if there are too many. */
    @Nullable
    Client enter() {
        lock.lock();
        try {
            if (clients.size() >= MOST_CLIENTS) {
                return null;
            }
            if (!isMaking && end == null) {
                Thread.ofPlatform()
                        .daemon()
                        .name("sluice-live-feed")
                        .inheritInheritableThreadLocals(false)
                        .start(this::make);
                isMaking = true;
            }
            var client = new Client();
            clients.add(client);
            return client;
        } finally {
            lock.unlock();
        }
    }

    /** Sends frames to a client until the stream ends or the client leaves. */
    void serve(Client client, OutputStream out) throws IOException, InterruptedException {
        long seen = frames(); // what was made before may be old
        send(client, out, RETRY);
        while (true) {
            byte[] frame;
            String reason;
            lock.lockInterruptibly();
            try {
                while (number == seen && end == null) {
                    changed.await();
                }
                seen = number;
                frame = latest;
                reason = end;
            } finally {
                lock.unlock();
            }
            if (reason != null) {
                send(client, out, event("end", reason));
                return;
            }
            send(client, out, frame);
        }
    }

    private void send(Client client, OutputStream out, byte[] bytes) throws IOException {
        mark(client, true);
        try {
            out.write(bytes);
            out.flush();
        } finally {
            mark(client, false);
        }
    }

    private void mark(Client client, boolean isWriting) {
        lock.lock();
        try {
            client.isWriting = isWriting;
            client.sinceNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a client out. */
    void leave(Client client) {
        lock.lock();
        try {
            clients.remove(client);
            changed.signalAll(); // the maker may be out of work
        } finally {
            lock.unlock();
        }
        Thread.interrupted(); // it was for a write that took too long, and must not meet the next request
    }

    /**
     * Ends the stream, for all clients that are there and those that come.
     *
     * @param reason a JSON object that says why
     */
    void end(String reason) {
        lock.lock();
        try {
            if (end == null) {
                end = reason;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all clients have been told of the end, or have had the time for it. */
    void awaitEmpty(long nanos) {
        lock.lock();
        try {
            for (long left = nanos; left > 0 && !clients.isEmpty(); ) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // then they learn it by the end of their connections
        } finally {
            lock.unlock();
        }
    }

    private void make() {
        boolean goesOn = true;
        while (goesOn) {
            long start = System.nanoTime();
            byte[] frame = frame();
            long took = System.nanoTime() - start;
            goesOn = publish(frame, Math.clamp(PART * took, INTERVAL_NANOS, LONGEST_INTERVAL_NANOS) - took);
        }
    }

    private byte @Nullable [] frame() {
        try {
            return event("look", maker.get());
        } catch (RuntimeException e) {
            end(Server.reason(e.getMessage() == null ? e.toString() : e.getMessage()));
            return null;
        } catch (OutOfMemoryError _) {
            return null; // the program is in need: it will be looked at again
        }
    }

    /** Hands a frame to the clients, and waits until it is time for the next; returns false if none is wanted. */
    private boolean publish(byte @Nullable [] frame, long pause) {
        lock.lock();
        try {
            if (frame != null) {
                latest = frame;
                number++;
                changed.signalAll();
            }
            interruptStuck();
            for (long left = pause; left > 0 && isWanted(); ) {
                left = changed.awaitNanos(left);
            }
            isMaking = isWanted();
            if (!isMaking) {
                latest = NOTHING;
            }
            return isMaking;
        } catch (InterruptedException _) {
            return true; // not by this class, and no reason to end
        } finally {
            lock.unlock();
        }
    }

    private boolean isWanted() {
        return !clients.isEmpty() && end == null;
    }

    private static byte[] event(String name, String json) {
        return ("event: " + name + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private void interruptStuck() {
        long now = System.nanoTime();
        for (Client each : clients) {
            if (each.isWriting && now - each.sinceNanos > LONGEST_WRITE_NANOS) {
                each.thread.interrupt();
            }
        }
    }
}
