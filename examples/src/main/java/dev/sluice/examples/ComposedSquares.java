package dev.sluice.examples;

import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.map;

import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.flow.Pipeline;
import java.util.ArrayList;
import java.util.List;

/** Stages that are functions of channels, composed like functions; and the same as a pipeline. */
final class ComposedSquares {
    private ComposedSquares() {}

    public static void main(String... args) throws InterruptedException {
        IO.println("square(square(generate(2, 3))): " + functions());
        IO.println("Pipeline.of(2, 3):              " + pipeline());
    }

    static List<Integer> functions() throws InterruptedException {
        var results = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            for (int result : square(scope, square(scope, generate(scope, 2, 3)))) {
                results.add(result);
            }
            scope.join();
        }
        return results;
    }

    static ReceiveChannel<Integer> square(Scope scope, ReceiveChannel<Integer> in) throws InterruptedException {
        return map(scope, in, ComposedSquares::square);
    }

    static List<Integer> pipeline() throws InterruptedException {
        return Pipeline.of(2, 3)
                .map(ComposedSquares::square)
                .map(ComposedSquares::square)
                .toList()
                .run();
    }

    private static int square(int number) {
        return number * number;
    }
}
