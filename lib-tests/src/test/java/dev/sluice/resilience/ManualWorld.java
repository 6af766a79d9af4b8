package dev.sluice.resilience;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.World;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A world whose clock a test sets, forwards and backwards, and whose chance has a seed. */
final class ManualWorld extends ForwardingWorld implements AutoCloseable {
    private final Random random;
    private final AtomicLong nanos;

    private ManualWorld(World real, long nanos, long seed) {
        super(real);
        this.nanos = new AtomicLong(nanos);
        this.random = new Random(seed);
    }

    static ManualWorld startingAt(long nanos) {
        return seeded(nanos, 1);
    }

    static ManualWorld seeded(long nanos, long seed) {
        var world = new ManualWorld(World.current(), nanos, seed);
        World.use(world);
        return world;
    }

    void move(long by) {
        nanos.addAndGet(by);
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public int random(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public void close() {
        World.use(real);
    }
}
