package dev.sluice;

import dev.sluice.inspect.Leak;
import dev.sluice.runtime.Monitor;
import dev.sluice.runtime.World;
import java.util.concurrent.TimeUnit;

// Floor: reports
/** What the scopes have done by the reports. */
final class Reporter implements Reports {
    private static final long UNTIL_MBEAN_NANOS = TimeUnit.SECONDS.toNanos(1);

    Reporter() {}

    @Override
    public Monitor.Check deadlockCheck(Scope scope) {
        return new DeadlockCheck(scope);
    }

    @Override
    public void lingering(Scope scope, ScopeOperation operation) {
        Lingering.report(scope, operation.label());
    }

    @Override
    public void leaked(Leak leak) {
        Leaks.add(leak);
    }

    @Override
    public void registerMBeanSoon() {
        // Later, and in the background: loading JMX takes longer than many a program runs.
        World world = World.current();
        world.helper(() -> {
            world.parkUntil(this, world.nanoTime() + UNTIL_MBEAN_NANOS);
            Sluice.registerMBean(false);
        });
    }

    @Override
    public void startLive(String port) {
        World.current().helper(() -> LiveViews.start(port));
    }
}
