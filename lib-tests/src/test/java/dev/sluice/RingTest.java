package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@SuppressWarnings("ThreadPriorityCheck") // whose turn it is doesn't matter
class RingTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 100})
    void does_what_a_queue_does(int capacity) {
        var ring = new Ring(capacity);
        Queue<Integer> model = new ArrayDeque<>();
        var random = new Random(4711 + capacity);
        int highest = 0;
        int removed = 0;

        for (int i = 0; i < 1_007; i++) {
            ring.lock();
            if (random.nextBoolean()) {
                assertThat(ring.makeRoom()).isEqualTo(model.size() < capacity);
                if (ring.hasRoom()) {
                    ring.append(i);
                    model.add(i);
                } else {
                    assertThat(ring.replaceFirst(i)).isEqualTo(model.remove());
                    model.add(i);
                    removed++;
                }
            } else {
                assertThat(ring.hasValue()).isEqualTo(!model.isEmpty());
                if (ring.hasValue()) {
                    assertThat(ring.removeFirst()).isEqualTo(model.remove());
                    removed++;
                }
            }
            highest = Math.max(highest, model.size());
            assertThat(ring.sizeLocked()).isEqualTo(model.size());
            ring.unlock();
            assertThat(ring.size()).isEqualTo(model.size());
            assertThat(ring.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(ring.isFull()).isEqualTo(model.size() == capacity);
            assertThat(ring.highWater()).isEqualTo(highest);
            assertThat(ring.removed()).isEqualTo(removed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void at_its_end_it_gives_back_what_is_left_and_is_empty(int left) {
        var ring = new Ring(3);
        ring.lock();
        ring.append("taken");
        ring.removeFirst();
        for (int i = 0; i < left; i++) {
            ring.append(i);
        }

        assertThat(ring.end()).isEqualTo(left);
        assertThat(ring.hasValue()).isFalse();
        ring.unlock();

        assertThat(ring.size()).isZero();
        assertThat(ring.isEmpty()).isTrue();
        for (int i = 0; i < left; i++) {
            assertThat(ring.removeLeft()).isEqualTo(i);
        }
    }

    /** One appends and one removes, each under the lock of its own end alone, while a third looks on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 128})
    void its_ends_need_nothing_of_each_other(int capacity) throws InterruptedException {
        int values = 10_007;
        var ring = new Ring(capacity);
        var received = new ArrayList<Object>();
        var wrong = new ArrayList<Integer>();
        var done = new AtomicBoolean();
        for (int i = 0; i < capacity; i++) { // so that it has all its memory
            assertThat(ring.makeRoom()).isTrue();
            ring.append(i);
        }
        for (int i = 0; i < capacity; i++) {
            ring.removeFirst();
        }

        try (var scope = Scope.open()) {
            scope.go("appends", () -> {
                for (int next = 0; next < values; Thread.yield()) {
                    ring.lockIn();
                    for (int room = 5; room > 0 && next < values && ring.hasRoom(); room--) {
                        ring.append(next++);
                    }
                    ring.unlockIn();
                }
            });
            scope.go("removes", () -> {
                for (; received.size() < values; Thread.yield()) {
                    ring.lockOut();
                    while (ring.hasValue()) {
                        received.add(ring.removeFirst());
                    }
                    ring.unlockOut();
                }
                done.set(true);
            });
            scope.go("looks", () -> {
                for (; !done.get(); Thread.yield()) {
                    int size = ring.size();
                    if (size < 0 || size > capacity) {
                        wrong.add(size);
                    }
                }
            });
            scope.join();
        }

        assertThat(wrong).isEmpty();
        for (int i = 0; i < values; i++) {
            assertThat(received.get(i)).isEqualTo(i);
        }
        assertThat(ring.highWater()).isBetween(1, capacity);
    }
}
