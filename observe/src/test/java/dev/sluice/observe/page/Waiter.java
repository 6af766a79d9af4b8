package dev.sluice.observe.page;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.observe.LivePage;
import java.io.IOException;

/** A program with a live page and one goroutine, which waits until the program is killed. */
final class Waiter {
    private Waiter() {}

    /** Prints where its page is. The arguments are the port and the name of the goroutine. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Channel<String> never = Channel.named("never").unbuffered();
        try (var page = LivePage.start(Integer.parseInt(arguments[0]));
                var scope = Scope.open().named("program")) {
            scope.go(arguments[1], () -> never.receive());
            System.out.println(page.uri());
            scope.join();
        }
    }
}
