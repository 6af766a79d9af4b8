package dev.sluice.examples;

import dev.sluice.Scope;
import dev.sluice.sync.Barrier;
import java.util.stream.IntStream;

/** Heat spreads through a bar in steps. Workers have a part of it each, and none begins a step before all are done. */
final class BarrierPhases {
    private static final int WORKERS = 4;
    private static final int CELLS = 16;
    private static final int STEPS = 5;

    // Each step reads one and writes the other; the barrier hands what one worker has written to all of them.
    private int[] now =
            IntStream.range(0, CELLS).map(cell -> cell == 7 ? 81 : 0).toArray();
    private int[] next = new int[CELLS];

    private BarrierPhases() {}

    public static void main(String... args) throws InterruptedException {
        new BarrierPhases().run();
    }

    private void run() throws InterruptedException {
        var barrier = new Barrier(WORKERS, this::endStep); // run by the last to arrive, while the others wait
        try (var scope = Scope.open()) {
            for (int worker = 0; worker < WORKERS; worker++) {
                int first = worker * CELLS / WORKERS;
                int end = (worker + 1) * CELLS / WORKERS;
                scope.go(() -> {
                    for (int step = 1; step <= STEPS; step++) {
                        spread(first, end);
                        barrier.await();
                    }
                });
            }
            scope.join();
        }
    }

    private void spread(int first, int end) {
        for (int cell = first; cell < end; cell++) {
            int left = now[Math.max(cell - 1, 0)];
            int right = now[Math.min(cell + 1, CELLS - 1)];
            next[cell] = (left + now[cell] + right) / 3;
        }
    }

    private void endStep() {
        int[] before = now;
        now = next;
        next = before;
        var line = new StringBuilder();
        for (int cell : now) {
            line.append(cell).append(' ');
        }
        IO.println(line.toString().strip());
    }
}
