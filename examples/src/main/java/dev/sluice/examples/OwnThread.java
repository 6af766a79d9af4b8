package dev.sluice.examples;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import java.time.Duration;

/** A component with start() and stop(), as a container of beans wants it: its goroutines belong to a thread of its own. */
final class OwnThread {
    private final Context life = Context.background().withCancel();
    private final Channel<String> letters = Channel.buffered(16);
    private final Channel<Void> lamp = Channel.unbuffered();
    private final Thread thread = Thread.ofVirtual().name("mailer").unstarted(this::run);

    private OwnThread() {}

    public static void main(String... args) throws InterruptedException {
        var good = new OwnThread();
        good.start();
        good.letters.send("a letter for ada");
        good.letters.send("a letter for bob");
        good.stop(Duration.ofHours(1)); // needs no hour: all is sent, and the thread ends

        var stuck = new OwnThread();
        stuck.start();
        stuck.letters.send("a letter that waits for the lamp");
        stuck.stop(Duration.ofMillis(10));
    }

    /** Returns at once, to the thread of the container. */
    void start() {
        thread.start();
    }

    /** The owner of the scope: it opens, joins and closes it, so no scope stays open on a thread of the container. */
    private void run() {
        try (var scope = Scope.open(life).named("mailer")) {
            scope.go("send", this::sendAll);
            scope.join();
            IO.println("all was sent");
        } catch (CancelledException | InterruptedException e) {
            IO.println("stopped before all was sent");
        }
    }

    /** Lets what is queued be done, but only for so long; then cancels. Returns when all goroutines have ended. */
    void stop(Duration patience) throws InterruptedException {
        letters.close();
        if (!thread.join(patience)) {
            life.cancel();
            thread.join();
        }
    }

    private void sendAll() throws InterruptedException {
        for (String letter : letters) {
            if (letter.contains("lamp")) {
                lamp.receive(); // no sender ever lights it
            }
            IO.println("sent: " + letter);
        }
    }
}
