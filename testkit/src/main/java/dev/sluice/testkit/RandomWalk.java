package dev.sluice.testkit;

import org.jspecify.annotations.Nullable;

/** At each step, each that can run is as likely as any other. It finds what many schedules show. */
final class RandomWalk implements Strategy {
    private final SplitMix random;

    RandomWalk(long seed) {
        this.random = new SplitMix(seed);
    }

    @Override
    public Goroutine pick(ReadyList ready, @Nullable Goroutine current) {
        return ready.at(random.next(ready.size()));
    }

    @Override
    public int random(int bound) {
        return random.next(bound);
    }
}
