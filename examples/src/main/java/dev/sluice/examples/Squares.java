package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import java.util.ArrayList;
import java.util.List;

/** A pipeline made by hand: first its stages pass on lists, then they pass on values. */
final class Squares {
    private Squares() {}

    public static void main(String... args) throws InterruptedException {
        IO.println("as a batch:  " + addOne(square(List.of(1, 2, 3, 4))));
        IO.println("as a stream: " + stream(List.of(1, 2, 3, 4)));
    }

    // A batch: a stage begins when the one before has done everything, and all is in memory at once.

    static List<Integer> square(List<Integer> numbers) {
        return numbers.stream().map(each -> each * each).toList();
    }

    static List<Integer> addOne(List<Integer> numbers) {
        return numbers.stream().map(each -> each + 1).toList();
    }

    // A stream: all stages work at the same time, and one value is on its way between each two.

    static List<Integer> stream(List<Integer> numbers) throws InterruptedException {
        Channel<Integer> source = Channel.unbuffered();
        Channel<Integer> squares = Channel.unbuffered();
        var results = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (int number : numbers) {
                    source.send(number);
                }
                source.close();
            });
            scope.go(() -> square(source, squares));
            for (int square : squares) {
                results.add(square + 1);
            }
            scope.join();
        }
        return results;
    }

    /** A stage is a goroutine with a channel on each side, and closes its output when its input is at its end. */
    static void square(ReceiveChannel<Integer> in, Channel<Integer> out) throws InterruptedException {
        for (int number : in) {
            out.send(number * number);
        }
        out.close();
    }
}
