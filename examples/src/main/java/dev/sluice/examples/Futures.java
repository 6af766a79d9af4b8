package dev.sluice.examples;

import dev.sluice.Scope;
import dev.sluice.Task;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;

/** A task is a future: it runs while one does something else, and is waited for when its result is needed. */
final class Futures {
    private Futures() {}

    public static void main(String... args) throws Exception {
        var meeting = new CyclicBarrier(3); // passed only if all three are at work at the same time
        try (var scope = Scope.open()) {
            Task<Long> low = scope.go(() -> sum(1, 1_000, meeting));
            Task<Long> high = scope.go(() -> sum(1_001, 2_000, meeting));
            long middle = sum(400, 1_600, meeting); // meanwhile

            IO.println("1 to 2000:   " + (low.await() + high.await()));
            IO.println("400 to 1600: " + middle);
        }
        failing();
    }

    private static long sum(long from, long to, CyclicBarrier meeting) throws Exception {
        meeting.await();
        return LongStream.rangeClosed(from, to).sum();
    }

    /** What a task throws comes out of its await as itself, and tells where the task was started. */
    private static void failing() throws InterruptedException {
        try (var scope = Scope.open().collectAll()) {
            Task<Integer> quotient = scope.go("divide", () -> 1 / Integer.parseInt("0"));
            try {
                IO.println(quotient.await());
            } catch (ArithmeticException e) {
                IO.println("failed: " + e.getMessage());
                IO.println(quotient.state());
            }
        }
    }
}
