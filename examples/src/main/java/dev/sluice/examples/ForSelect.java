package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Select;
import java.util.List;

/** The loops that most selects are in. */
final class ForSelect {
    private ForSelect() {}

    public static void main(String... args) throws InterruptedException {
        sendEach();
        try (var atOnce = Context.background().withCancel()) {
            atOnce.cancel();
            IO.println("work until told:      before " + before(until()) + ", after " + after(until()) + ", default "
                    + byDefault(until()));
            IO.println("told from the start:  before " + before(atOnce) + ", after " + after(atOnce) + ", default "
                    + byDefault(atOnce));
        }
    }

    /** Sends each of some values, unless it is told to stop while it waits. */
    private static void sendEach() throws InterruptedException {
        Channel<String> letters = Channel.unbuffered();
        Channel<Void> stop = Channel.unbuffered();
        try (var scope = Scope.open();
                var select = Select.open()) {
            scope.go(() -> {
                IO.println("received " + letters.receive());
                IO.println("received " + letters.receive());
                stop.close();
            });
            var put = select.send(letters);
            var stopped = select.receive(stop);
            for (String letter : List.of("a", "b", "c")) {
                put.value(letter);
                if (select.await() == stopped) {
                    IO.println("stopped, and " + letter + " was not sent");
                    break;
                }
            }
        }
    }

    /** Looks before each piece of work whether to stop, and doesn't wait for that. */
    private static int before(Context context) {
        int done = 0;
        try (var select = Select.open()) {
            select.done(context);
            while (select.poll() == null) {
                done = work(done, context);
            }
        }
        return done;
    }

    /** Looks after each piece of work: the first is done in any case. */
    private static int after(Context context) {
        int done = 0;
        try (var select = Select.open()) {
            select.done(context);
            do {
                done = work(done, context);
            } while (select.poll() == null);
        }
        return done;
    }

    /** Works where there is nothing else to do: the work is the select's default. */
    private static int byDefault(Context context) throws InterruptedException {
        int done = 0;
        while (Select.of(Select.onDone(context, () -> false), Select.otherwise(() -> true))) {
            done = work(done, context);
        }
        return done;
    }

    private static Context until() {
        return Context.background().withCancel();
    }

    /** One piece of work. The third is the last. */
    private static int work(int done, Context context) {
        if (done == 2) {
            context.cancel();
        }
        return done + 1;
    }
}
