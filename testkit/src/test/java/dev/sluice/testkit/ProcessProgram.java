package dev.sluice.testkit;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Ticker;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;

/** A program that uses a bit of everything, and prints the hashes of its schedules. Each process is another one to hash codes. */
@NullUnmarked
final class ProcessProgram {
    private ProcessProgram() {}

    public static void main(String[] arguments) throws Exception {
        for (long seed = 1; seed <= 100; seed++) {
            Schedule schedule = Bubble.run(seed, ProcessProgram::run);
            System.out.println(seed + " " + Long.toHexString(schedule.hash()) + " " + schedule.stepCount());
        }
    }

    private static void run() throws InterruptedException {
        Channel<Object> objects = Channel.buffered(2);
        Channel<Object> others = Channel.unbuffered();
        try (var scope = Scope.open().limit(4);
                var context = Context.background().withTimeout(Duration.ofSeconds(3));
                var ticker = Ticker.every(Duration.ofMillis(300))) {
            for (int i = 0; i < 3; i++) {
                var sent = new Object();
                scope.go(() -> {
                    try (var select = Select.open()) {
                        select.send(objects, () -> sent);
                        select.send(others, () -> sent);
                        select.timeout(Duration.ofSeconds(1));
                        select.done(context);
                        for (int round = 0; round < 4; round++) {
                            select.await();
                        }
                    }
                });
            }
            scope.go(() -> {
                try (var select = Select.open()) {
                    select.receive(objects);
                    select.receive(others);
                    select.receive(ticker);
                    var done = select.done(context);
                    while (select.await() != done) {
                        Bubble.step("received");
                    }
                }
            });
            scope.join();
        }
    }
}
