package dev.sluice.chat.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes outcomes for a test, and appends drafts for it. */
final class Outcomes implements Consumer<List<Outcome>> {
    static final Instant NOON = Instant.parse("2026-05-04T12:00:00.123Z");
    static final Feed LOBBY = Feed.room("lobby");

    private final LinkedBlockingQueue<Outcome> taken = new LinkedBlockingQueue<>();

    @Override
    public void accept(List<Outcome> outcomes) {
        taken.addAll(outcomes);
    }

    static Draft draft(String from, Feed to, String content, @Nullable String id) {
        return new Draft(from, to, content, NOON, id, null);
    }

    static Draft draft(String content) {
        return draft("jane", LOBBY, content, null);
    }

    /** Waits for an outcome. */
    Outcome next() throws InterruptedException {
        Outcome outcome = taken.poll(30, TimeUnit.SECONDS);
        if (outcome == null) {
            throw new AssertionError("no outcome within 30 seconds");
        }
        return outcome;
    }

    List<Outcome> next(int number) throws InterruptedException {
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i < number; i++) {
            outcomes.add(next());
        }
        return outcomes;
    }

    /** Appends a draft, and waits for its outcome. */
    Outcome append(Store store, Draft draft) throws InterruptedException {
        if (!store.append(draft)) {
            throw new AssertionError("refused: " + draft);
        }
        return next();
    }

    /** Appends a draft, and waits until it is stored. */
    Outcome.Stored store(Store store, Draft draft) throws InterruptedException {
        return (Outcome.Stored) append(store, draft);
    }

    int waiting() {
        return taken.size();
    }
}
