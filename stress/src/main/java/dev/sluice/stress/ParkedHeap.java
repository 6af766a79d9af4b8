package dev.sluice.stress;

import dev.sluice.Channel;
import dev.sluice.Scope;

/** Prints how much heap a goroutine takes while it waits at a channel, and ends when as many as the argument says have done so. */
public final class ParkedHeap {
    private ParkedHeap() {}

    /** Starts the goroutines, prints, and ends them. */
    public static void main(String[] arguments) throws InterruptedException {
        int count = arguments.length == 0 ? 100_000 : Integer.parseInt(arguments[0]);
        Channel<Integer> gate = Channel.unbuffered();
        long start = System.nanoTime();
        long before = used();
        try (var scope = Scope.open()) {
            for (int i = 0; i < count; i++) {
                scope.go(() -> gate.receive());
            }
            System.out.println((used() - before) / count + " bytes each");
            gate.close();
            scope.join();
        }
        System.out.println(count + " ended after " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
