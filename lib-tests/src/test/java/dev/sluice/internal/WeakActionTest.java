package dev.sluice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class WeakActionTest {
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void it_runs_the_other_while_that_is_held() {
        Runnable held = runs::incrementAndGet;
        Runnable weak = WeakAction.of(held);

        try {
            weak.run();
            weak.run();
        } finally {
            Reference.reachabilityFence(held);
        }

        assertThat(runs).hasValue(2);
    }

    @Test
    void it_does_nothing_once_the_other_is_collected() throws Exception {
        var held = new Runnable[] {runs::incrementAndGet};
        var gone = new WeakReference<>(held[0]);
        Runnable weak = WeakAction.of(held[0]);
        held[0] = () -> {};

        while (!gone.refersTo(null)) {
            System.gc();
            Thread.onSpinWait();
        }
        weak.run();

        assertThat(runs).hasValue(0);
    }

    @Test
    void its_class_is_not_of_the_librarys_loader() {
        assertThat(WeakAction.of(runs::incrementAndGet).getClass().getClassLoader())
                .isNotEqualTo(WeakAction.class.getClassLoader());
    }
}
