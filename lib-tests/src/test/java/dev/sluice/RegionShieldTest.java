package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A helper that has found a shield, and a thread that leaves it at the same moment: one of them has to interrupt. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class RegionShieldTest {
    private static class Part extends Region {
        private final Strand strand = Strand.ofThisThread();
        private final Region around = strand.innermost();

        @Override
        Strand strand() {
            return strand;
        }

        @Override
        @Nullable
        Region around() {
            return around;
        }

        @Override
        @Nullable
        Governor context() {
            return null;
        }

        @Override
        String whose() {
            return "a part";
        }
    }

    private static final class Shield extends Part {
        private final Thread thread = Thread.currentThread();
        private volatile boolean asked;

        /** Lets a helper that asks go on when the thread has left. */
        @Override
        boolean isShield() {
            if (Thread.currentThread() != thread) {
                asked = true;
                while (strand().innermost() == this) {
                    Thread.onSpinWait();
                }
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50); // for the thread to do what it will
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
            }
            return true;
        }
    }

    @Test
    void what_a_shield_has_held_up_is_sent_when_the_thread_leaves_it_while_a_helper_finds_it()
            throws InterruptedException {
        var part = new Part();
        Strand strand = part.strand();
        strand.enter(part);
        var shield = new Shield();
        strand.enter(shield);
        part.cancelRegion(new CancelledException("enough", null));
        Thread helper = Thread.ofPlatform().start(part::interruptOnce);
        while (!shield.asked) {
            Thread.onSpinWait();
        }
        strand.leave(shield, false);
        try {
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            strand.leave(part, false);
            helper.join();
        }
    }
}
