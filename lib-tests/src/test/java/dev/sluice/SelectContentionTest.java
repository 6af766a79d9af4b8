package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for the lock of a channel lets others run: among them is whoever holds it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class SelectContentionTest {
    /** An interrupted thread can't park, and threads that only yield to each other keep a carrier for themselves. */
    @Test
    void interrupted_goroutines_that_wait_for_a_lock_do_not_keep_others_from_running() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(100);
        int contenders = 2 * Runtime.getRuntime().availableProcessors();
        var begun = new AtomicInteger();
        try (var scope = Scope.open()) {
            channel.lock();
            try {
                scope.go(() -> {
                    try (var inner = Scope.open()) {
                        for (int i = 0; i < contenders; i++) {
                            int each = i;
                            inner.go(() -> {
                                Thread.currentThread().interrupt();
                                begun.incrementAndGet();
                                assertThat(channel.offer(each)).isEqualTo(Offer.SENT);
                                assertThat(Thread.currentThread().isInterrupted())
                                        .isTrue();
                            });
                        }
                        inner.join();
                    }
                });
                Eventually.becomes(() -> begun.get() == contenders, () -> begun + " of " + contenders + " began");
                Task<?> other = scope.go(() -> {
                    for (int i = 0; i < 50; i++) {
                        LockSupport.parkNanos(10_000);
                    }
                });
                Eventually.becomes(() -> other.state() != Task.State.RUNNING, () -> "the other goroutine ends");
            } finally {
                channel.unlock();
            }
            scope.join();
        }
        assertThat(channel.length()).isEqualTo(contenders);
    }

    /** Otherwise two selects over the same channels could each hold the lock that the other wants. */
    @Test
    void locks_are_taken_in_the_order_in_which_the_channels_were_made() throws Exception {
        Channel<Integer> older = Channel.unbuffered();
        Channel<Integer> newer = Channel.unbuffered();
        Running<Integer> selecting;
        older.lock();
        try {
            selecting = Running.of(() ->
                    Select.of(Select.on(newer, value -> value, _ -> -1), Select.on(older, value -> value, _ -> -1)));
            Waiting.waitsForLock(older, selecting);
            var closing = Running.of(newer::close);
            Eventually.becomes(closing::isDone, () -> "the lock of the newer one is free");
        } finally {
            older.unlock();
        }
        assertThat(selecting.result()).isEqualTo(-1);
    }
}
