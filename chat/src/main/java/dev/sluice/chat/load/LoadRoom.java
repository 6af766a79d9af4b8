package dev.sluice.chat.load;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A room, whose clients say something in turn. Its first client is the observer: a message is under way until the observer
 * has it.
 */
final class LoadRoom {
    private final String name;
    private final Saying saying;
    private final List<LoadClient> clients = new CopyOnWriteArrayList<>();
    private final AtomicLong number = new AtomicLong();
    private volatile boolean keepsUp;

    LoadRoom(String name, Saying saying) {
        this.name = name;
        this.saying = saying;
    }

    String name() {
        return name;
    }

    void add(LoadClient client) {
        clients.add(client);
    }

    /** The next client says something. */
    void say(long dueNanos) {
        long next = number.getAndIncrement();
        clients.get((int) (next % clients.size())).say(saying, dueNanos, next);
    }

    /** Begins with this number of messages, and sends another one for each that has come, until {@link #stop}. */
    void keepInFlight(int messages) {
        keepsUp = true;
        for (int i = 0; i < messages; i++) {
            say(System.nanoTime());
        }
    }

    void stop() {
        keepsUp = false;
    }

    long said() {
        return number.get();
    }

    static LoadClient.Role measuring(Tally tally) {
        return new LoadClient.Role() {
            @Override
            public void delivered(long dueNanos) {
                tally.latency.recordValue(Math.max(0, System.nanoTime() - dueNanos));
            }

            @Override
            public void refused() {}
        };
    }

    LoadClient.Role observer(Tally tally) {
        LoadClient.Role measuring = measuring(tally);
        return new LoadClient.Role() {
            @Override
            public void delivered(long dueNanos) {
                measuring.delivered(dueNanos);
                goOn();
            }

            @Override
            public void refused() {
                goOn();
            }
        };
    }

    private void goOn() {
        if (keepsUp) {
            say(System.nanoTime());
        }
    }
}
