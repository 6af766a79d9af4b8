package dev.sluice.examples.docs;

import static dev.sluice.flow.Workers.workers;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.Tasks;
import dev.sluice.flow.FailedItem;
import dev.sluice.flow.Pipeline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

/** The code of docs/migrating.md, which the page quotes, with just enough around it to run. */
final class MigratingCode {
    record Page(String user, int orders) {}

    final Queue<String> done = new ConcurrentLinkedQueue<>();
    final Queue<FailedItem> failed = new ConcurrentLinkedQueue<>();

    void all(List<String> uris) throws IOException, InterruptedException {
        try (var scope = Scope.open()) {
            for (String uri : uris) {
                scope.go(() -> store(fetch(uri)));
            }
            scope.join(IOException.class); // waits for all; the first failure cancels the others and is thrown here
        }
    }

    Page results(int id) throws IOException, InterruptedException {
        return Scope.call(IOException.class, scope -> {
            Task<String> user = scope.go(() -> user(id));
            Task<Integer> orders = scope.go(() -> orders(id));
            return new Page(user.await(), orders.await());
        });
    }

    void values(Scope scope, List<String> lines) throws InterruptedException {
        Channel<String> jobs = Channel.buffered(16);
        scope.go(() -> {
            for (String line : lines) {
                jobs.send(line); // waits while 16 lines are in the channel
            }
        });
        for (int i = 0; i < lines.size(); i++) {
            store(jobs.receive()); // waits while it is empty
        }
    }

    void end(Scope scope, List<String> lines) throws InterruptedException {
        Channel<String> jobs = Channel.buffered(16);
        scope.go(() -> {
            for (String line : lines) {
                jobs.send(line);
            }
            jobs.close(); // or closeWithError(cause), which the loop below would throw
        });
        for (String job : jobs) { // ends when the channel is closed and empty
            store(job);
        }
    }

    String first(ReceiveChannel<Integer> prices, ReceiveChannel<String> news) throws InterruptedException {
        return Select.of(
                Select.on(prices, price -> "price " + price, _ -> "no more prices"),
                Select.on(news, headline -> "news " + headline, _ -> "no more news"),
                Select.after(Duration.ofSeconds(1), () -> "nothing for a second"));
    }

    String limit(String uri) throws IOException, TimeoutException, InterruptedException {
        return Tasks.timeout(Duration.ofSeconds(2), () -> fetch(uri)); // cancelled and ended, if it takes longer
    }

    void cancel(Scope scope, Channel<String> jobs) throws InterruptedException {
        Task<?> task = scope.go(() -> store(jobs.receive()));
        task.cancel(); // its waits throw, and its blocking calls of the JDK are interrupted
        task.done().receive(); // it has ended
    }

    void bounded(List<String> uris) throws IOException, InterruptedException {
        try (var scope = Scope.open().limit(8)) {
            for (String uri : uris) {
                scope.go(() -> store(fetch(uri))); // waits while eight are running
            }
            scope.join(IOException.class);
        }
    }

    String success(String near, String far) throws IOException, InterruptedException {
        return Tasks.firstSuccess(() -> fetch(near), () -> fetch(far)); // the other one is cancelled
    }

    void steps(List<String> uris) throws InterruptedException {
        Pipeline.from(uris)
                .map("fetch", workers(8), this::fetch)
                .deadLetter(IOException.class, failed::add) // the run goes on without this item
                .map("parse", this::parse)
                .forEach("store", this::store)
                .run();
    }

    private String fetch(String uri) throws IOException {
        if (uri.startsWith("broken")) {
            throw new IOException(uri + " is broken");
        }
        return "page of " + uri;
    }

    private String parse(String page) {
        return page.toUpperCase(Locale.ROOT);
    }

    private void store(String page) {
        done.add(page);
    }

    private String user(int id) {
        return "user " + id;
    }

    private int orders(int id) {
        return id + 1;
    }
}
