package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import java.util.function.IntUnaryOperator;

/** Stages that are put together freely, and that all end when the consumer has enough. */
final class Generator {
    private Generator() {}

    public static void main(String... args) throws InterruptedException {
        try (var scope = Scope.open()) {
            var numbers = generate(scope);
            var doubled = each(scope, numbers, number -> number * 2);
            var raised = each(scope, doubled, number -> number + 1);
            var results = each(scope, raised, number -> number * 2);

            for (int result : results) {
                IO.println(result);
                if (result >= 30) {
                    break;
                }
            }
        } // the generator has no end, but the block has: it cancels all four goroutines and waits for them
        IO.println("all stages have ended");
    }

    static ReceiveChannel<Integer> generate(Scope scope) throws InterruptedException {
        Channel<Integer> out = Channel.unbuffered();
        scope.go("generate", () -> {
            for (int i = 1; ; i++) {
                out.send(i); // ends with an InterruptedException when the scope does: this is Go's done channel
            }
        });
        return out;
    }

    static ReceiveChannel<Integer> each(Scope scope, ReceiveChannel<Integer> in, IntUnaryOperator function)
            throws InterruptedException {
        Channel<Integer> out = Channel.unbuffered();
        scope.go("each", () -> {
            for (int number : in) {
                out.send(function.applyAsInt(number));
            }
            out.close();
        });
        return out;
    }
}
