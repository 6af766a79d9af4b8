package dev.sluice.testkit.tutorial;

import dev.sluice.Channel;

/** The counter, corrected: a goroutine that increments it has it to itself meanwhile. */
final class SafeCounter extends Counter {
    private final Channel<Boolean> turn = Channel.named("turn").buffered(1);

    @Override
    void increment() throws InterruptedException {
        turn.send(true);
        super.increment();
        turn.receive();
    }
}
