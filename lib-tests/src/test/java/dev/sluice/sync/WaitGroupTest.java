package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 200)
@NullUnmarked
class WaitGroupTest {
    private final WaitGroup group = new WaitGroup();

    @Test
    void no_waiter_goes_on_before_the_last_is_done() throws InterruptedException {
        int[] done = new int[1];
        group.add(3);
        try (var scope = Scope.open()) {
            for (int i = 0; i < 2; i++) {
                scope.go(() -> {
                    group.await();
                    assertThat(done[0]).isEqualTo(3);
                });
            }
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    done[0]++;
                    group.countDown();
                });
            }
            scope.join();
        }
        assertThat(group.count()).isZero();
    }

    @Test
    void it_can_be_used_again() throws InterruptedException {
        try (var scope = Scope.open()) {
            for (int round = 0; round < 3; round++) {
                group.add(1);
                assertThatThrownBy(() -> group.await(Duration.ofSeconds(1)))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessage("the count, which is 1, has not become zero within PT1S");
                scope.go(group::countDown);
                group.await();
            }
            scope.join();
        }
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void at_zero_await_returns_at_once() throws Exception {
        group.await();

        group.await(Duration.ofSeconds(1));
        assertThat(Bubble.elapsed()).isZero();
        assertThat(group.done().isClosed()).isTrue();
    }

    @Test
    void it_can_stand_in_a_select() throws InterruptedException {
        group.add(1);
        try (var scope = Scope.open();
                var select = Select.open()) {
            var zero = select.receive(group.done());
            select.timeout(Duration.ofHours(1));
            scope.go(group::countDown);

            assertThat(select.await()).isSameAs(zero);
            scope.join();
        }
    }

    @Test
    void count_down_without_an_add_is_refused_and_changes_nothing() {
        assertThatThrownBy(group::countDown).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> group.add(0)).hasMessage("things must be at least 1, was 0");
        group.add(Integer.MAX_VALUE);
        assertThatThrownBy(() -> group.add(1)).isInstanceOf(IllegalStateException.class);
        assertThat(group.count()).isEqualTo(Integer.MAX_VALUE);
    }
}
