package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.CheckedRunnable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a goroutine keeps from one of its waits to the next: the wait itself, and whether it has just woken or started somebody. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class StrandWaitTest {
    private static void inGoroutine(CheckedRunnable<?> body) throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.go(body);
            scope.join();
        }
    }

    @Test
    void a_goroutine_has_one_wait_for_all_its_plain_operations() throws InterruptedException {
        inGoroutine(() -> {
            Wait wait = Strand.forPlainOperation();
            assertThat(Strand.forPlainOperation()).isSameAs(wait);
            Channel<Integer> channel = Channel.unbuffered();
            try (var scope = Scope.open()) {
                scope.go(() -> channel.send(1));
                assertThat(channel.receive()).isEqualTo(1);
                scope.join();
            }
            assertThat(wait.isInUse()).isFalse();
            assertThat(wait.value).isNull();
        });
    }

    @Test
    void a_wait_within_a_wait_is_another_one() throws InterruptedException {
        inGoroutine(() -> {
            Wait outer = Strand.forPlainOperation();
            outer.begin();
            assertThat(Strand.forPlainOperation()).isNotSameAs(outer);
            outer.match(outer);
            assertThat(Strand.forPlainOperation()).isSameAs(outer);
        });
    }

    @Test
    void a_wait_that_a_close_has_ended_says_nothing_about_the_next() throws InterruptedException {
        Channel<Integer> closed = Channel.unbuffered();
        Channel<Integer> received = Channel.unbuffered();
        Channel<Integer> sent = Channel.unbuffered();
        try (var scope = Scope.open()) {
            Task<Boolean> waiting = scope.go(() -> {
                assertThat(closed.receive()).isNull();
                assertThat(received.receive()).isEqualTo(1);
                return sent.sendIfOpen(2);
            });
            Waiting.receiversWaitAt(closed, 1);
            closed.close();
            Waiting.receiversWaitAt(received, 1);
            received.send(1);
            Waiting.sendersWaitAt(sent, 1);
            assertThat(sent.receive()).isEqualTo(2);
            assertThat(waiting.await()).isTrue();
            scope.join();
        }
    }

    @Test
    void a_thread_that_is_no_goroutine_gets_a_wait_for_each_operation() {
        assertThat(Strand.forPlainOperation()).isNotSameAs(Strand.forPlainOperation());
    }

    @Test
    void waking_another_thread_is_remembered_until_it_is_asked_for() throws InterruptedException {
        inGoroutine(() -> {
            Strand strand = Strand.ofThisThread();
            assertThat(strand.hasWokenAnother()).isFalse();
            Strand.unpark(Thread.currentThread());
            assertThat(strand.hasWokenAnother()).isTrue();
            assertThat(strand.hasWokenAnother()).isFalse();
        });
    }

    @Test
    void starting_a_goroutine_counts_as_a_wake_up() throws InterruptedException {
        inGoroutine(() -> {
            try (var scope = Scope.open()) {
                Strand strand = Strand.ofThisThread();
                scope.go(() -> {});
                assertThat(strand.hasWokenAnother()).isTrue();
                scope.join();
            }
        });
    }

    @Test
    void a_platform_thread_has_none_behind_it_since_it_has_no_carrier() throws InterruptedException {
        try (var scope = Scope.open()) {
            Strand strand = Strand.ofThisThread();
            assertThat(strand.thread().isVirtual()).isFalse();
            scope.go(() -> {});
            Strand.unpark(Thread.currentThread());
            assertThat(strand.hasWokenAnother()).isFalse();
            scope.join();
        }
    }

    @Test
    void a_hand_over_to_a_parked_thread_counts_as_a_wake_up() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        var received = new CountDownLatch(1);
        try (var scope = Scope.open()) {
            var receiver = scope.go(() -> {
                channel.receive();
                received.countDown();
            });
            Waiting.parks(receiver.strand().thread());
            scope.go(() -> {
                channel.send(1);
                assertThat(Strand.ofThisThread().hasWokenAnother()).isTrue();
            });
            scope.join();
        }
        assertThat(received.getCount()).isZero();
    }
}
