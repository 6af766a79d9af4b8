package dev.sluice.chat.store;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Appends messages to a store until it is killed, and writes a line for each one that it would acknowledge: room, offset,
 * text, and a dot, without which a line was cut off. What the round before has sent is sent again first, as clients do that don't know whether it has arrived.
 */
final class AppendingProcess {
    private static final int IN_FLIGHT = 250;
    private static final int AGAIN = 2_000;

    private AppendingProcess() {}

    /** Runs with the data and the number of the round as arguments. */
    public static void main(String[] arguments) throws Exception {
        int round = Integer.parseInt(arguments[1]);
        var free = new Semaphore(IN_FLIGHT);
        Consumer<List<Outcome>> acknowledge = outcomes -> {
            var lines = new StringBuilder();
            for (Outcome outcome : outcomes) {
                long offset = switch (outcome) {
                    case Outcome.Stored stored -> stored.offset();
                    case Outcome.Repeated repeated -> repeated.offset();
                    case Outcome.Failed failed -> throw new IllegalStateException(failed.text());
                };
                Draft draft = outcome.draft();
                lines.append("%s %d %s .\n".formatted(draft.to().name(), offset, draft.content()));
            }
            System.out.print(lines);
            System.out.flush();
            free.release(outcomes.size());
        };
        Store store = Store.open(arguments[0], StoreOptions.DEFAULT, acknowledge);
        for (int i = 0; i < AGAIN && round > 0; i++) {
            send(store, free, round - 1, i);
        }
        for (int i = 0; true; i++) {
            send(store, free, round, i);
        }
    }

    private static void send(Store store, Semaphore free, int round, int number) throws InterruptedException {
        free.acquire();
        String text = round + "." + number;
        Feed room = Feed.room("room" + number % 3);
        if (!store.append(new Draft("jane", room, text, Instant.now(), text, null))) {
            throw new IllegalStateException("refused: " + text);
        }
    }
}
