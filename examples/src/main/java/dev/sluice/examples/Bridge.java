package dev.sluice.examples;

import static dev.sluice.flow.Channels.bridge;
import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.map;

import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import java.util.stream.IntStream;

/** A channel of channels, here ten pages of a long answer, becomes one channel that is simply looped over. */
final class Bridge {
    private Bridge() {}

    public static void main(String... args) throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> numbers =
                    generate(scope, IntStream.range(0, 10).iterator());
            ReceiveChannel<ReceiveChannel<String>> pages = map(scope, numbers, number -> page(scope, number));

            for (String line : bridge(scope, pages)) { // all of a page before the next
                IO.println(line);
            }
            scope.join();
        }
    }

    /** Each page is a stream of its own. */
    private static ReceiveChannel<String> page(Scope scope, int number) throws InterruptedException {
        return generate(scope, "page " + number + ", top", "page " + number + ", bottom");
    }
}
