package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inspect.Leak;
import dev.sluice.testkit.Eventually;
import java.util.List;
import java.util.Objects;

/** What tests of leaks have in common. A leak is planted in a method that has returned: until then its frame may hold a channel. */
final class Leaking {
    private Leaking() {}

    /** Something that starts goroutines which wait for ever. */
    @FunctionalInterface
    interface Planting {
        void in(Scope scope) throws InterruptedException;
    }

    /**
     * Plants for nothing, so that every class is loaded that will be needed: in a JVM with an agent, such as one that measures
     * coverage, a virtual thread that has loaded a class is held until it ends.
     */
    static void rehearse(Planting... plantings) throws InterruptedException {
        for (Planting each : plantings) {
            try (var scope = Scope.open().collectAll().detectLeaks()) {
                each.in(scope);
            } catch (DeadlockException _) {
                // a collection came first
            }
        }
    }

    /** Waits until a goroutine parks, if it hasn't ended as a leak by then. */
    static <T extends Task<?>> T parked(T task) throws InterruptedException {
        Eventually.becomes(() -> task.hasEnded() || isParked(task), () -> task + " parks");
        return task;
    }

    private static boolean isParked(Task<?> task) {
        Strand strand = task.strand();
        return strand == null || strand.thread().getState() == Thread.State.WAITING;
    }

    /** The leaks that were found so far in a scope and those inside of it. */
    static List<Leak> in(String scope) throws InterruptedException {
        return Sluice.leaks().leaks().stream()
                .filter(each -> each.name().startsWith(scope + "/"))
                .toList();
    }

    /**
     * Collects until this number of leaks were found in a scope, and once more: it must stay at that. In a shield, since the first leak may have
     * cancelled the caller's block.
     */
    static List<Leak> found(String scope, int count) throws InterruptedException {
        return Context.current().detached().call(() -> {
            while (in(scope).size() < count) {
                Context.checkpoint();
            }
            List<Leak> found = in(scope);
            assertThat(found).hasSize(count);
            return found;
        });
    }

    /** Collects several times, and asserts that there is no leak in a scope. */
    static void none(Scope scope) throws InterruptedException {
        String name = Objects.requireNonNull(scope.name());
        for (int i = 0; i < 3; i++) {
            assertThat(in(name)).isEmpty();
        }
    }
}
