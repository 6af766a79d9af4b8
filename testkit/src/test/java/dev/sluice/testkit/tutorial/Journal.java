package dev.sluice.testkit.tutorial;

import dev.sluice.Channel;
import dev.sluice.Scope;
import java.util.ArrayList;
import java.util.List;

/** Formats lines by two workers and writes them in the order in which they come back, which isn't always theirs. */
class Journal {
    final Channel<Integer> lines = Channel.named("lines").unbuffered();
    final Channel<Integer> formatted = Channel.named("formatted").buffered(2);

    List<Integer> write(int count) throws InterruptedException {
        var written = new ArrayList<Integer>();
        try (var scope = Scope.open().named("journal")) {
            for (int worker = 0; worker < workers(); worker++) {
                scope.go("worker", () -> {
                    for (int line : lines) {
                        formatted.send(line);
                    }
                });
            }
            scope.go("reader", () -> {
                for (int line = 1; line <= count; line++) {
                    lines.send(line);
                }
                lines.close();
            });
            while (written.size() < count) {
                written.add(formatted.receive());
            }
            scope.join();
        }
        return written;
    }

    int workers() {
        return 2;
    }
}
