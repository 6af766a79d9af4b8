package dev.sluice.testkit.tutorial;

import dev.sluice.Channel;
import dev.sluice.Select;

/** A counter that is kept by a goroutine of its own, with a lost update: others may come between the read and the write. */
class Counter {
    final Channel<Integer> reads = Channel.named("reads").unbuffered();
    final Channel<Integer> writes = Channel.named("writes").unbuffered();

    void serve() throws InterruptedException {
        int count = 0;
        try (var select = Select.open()) {
            var read = select.send(reads);
            var write = select.receive(writes);
            while (true) {
                read.value(count);
                if (select.await() == write) {
                    count = write.value();
                }
            }
        }
    }

    void increment() throws InterruptedException {
        int count = reads.receive();
        writes.send(count + 1);
    }
}
