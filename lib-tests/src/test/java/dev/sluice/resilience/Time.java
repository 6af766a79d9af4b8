package dev.sluice.resilience;

import dev.sluice.Channel;
import java.time.Duration;

/** Lets time pass, which in a bubble takes none. */
final class Time {
    private Time() {}

    static void pass(Duration time) throws InterruptedException {
        Channel.after(time).receive();
    }
}
