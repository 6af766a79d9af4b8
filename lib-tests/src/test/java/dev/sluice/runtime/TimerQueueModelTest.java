package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * Runs random programs on a timer queue and on a sorted set, and compares. A failure names its seed:
 * {@code -Dsluice.seed=…} begins with it.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // a broken list is an endless loop
class TimerQueueModelTest {
    private static final int PROGRAMS = 1_000;
    private static final int OPERATIONS = 200;
    private static final long END_OF_TIME = 1L << 61;

    @RepeatedTest(5)
    void a_queue_behaves_like_a_sorted_set() {
        long first = Long.getLong("sluice.seed", new SplittableRandom().nextLong());

        for (long seed = first; seed - first < PROGRAMS; seed++) {
            new Program(seed).run();
        }
    }

    /** A random program. Its moments are counted from the beginning of the program, so that they don't wrap around. */
    private static final class Program {
        private final long seed;
        private final RandomGenerator random;
        private final long zero;
        private final TimerQueue queue;
        private final TreeSet<Started> started =
                new TreeSet<>(Comparator.comparingLong(Started::deadline).thenComparingInt(Started::number));
        private final List<Timer> idle = new ArrayList<>();
        private long now;
        private int number;

        Program(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.zero = random.nextBoolean() ? random.nextLong() : Long.MAX_VALUE - magnitude(40);
            this.queue = new TimerQueue(zero);
        }

        void run() {
            for (int i = 0; i < OPERATIONS; i++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> add();
                    case 4, 5 -> remove();
                    case 6 -> turnSome();
                    case 7 -> pollAt(now + magnitude(random.nextInt(1, 62)));
                    case 8 -> pollAt(queue.pending() == 0 ? now : queue.nextDue() - zero - random.nextInt(2));
                    default -> pollAt(started.isEmpty() ? now : started.first().deadline() - random.nextInt(2));
                }
                check(queue.pending(), started.size());
            }
            drain();
        }

        private void add() {
            long delay = switch (random.nextInt(8)) {
                case 0 -> random.nextInt(-2, 3);
                case 1 -> Long.MAX_VALUE / 2;
                case 2 -> (random.nextInt(1, 70) << 27) - (now & ((1 << 27) - 1)) + random.nextInt(-1, 2);
                default -> magnitude(random.nextInt(1, 62));
            };
            Timer timer = idle.isEmpty() ? new CountingTimer() : idle.removeLast();
            started.add(new Started(now + delay, number++, timer));
            long due = queue.add(timer, zero + now + delay);
            check(due - (zero + now + delay) <= 0, true);
        }

        private void remove() {
            if (!idle.isEmpty()) {
                check(queue.remove(idle.getLast()), false);
            }
            Started probe = new Started(now + magnitude(random.nextInt(1, 62)), 0, new CountingTimer());
            Started victim = started.ceiling(probe);
            if (victim != null) {
                started.remove(victim);
                check(queue.remove(victim.timer()), true);
                idle.add(victim.timer());
            }
        }

        /** Leaves a turn in its middle, where others may add and remove. */
        private void turnSome() {
            now = Math.min(END_OF_TIME, now + magnitude(random.nextInt(1, 62)));
            queue.turn(zero + now, random.nextInt(4));
        }

        private void pollAt(long moment) {
            now = Math.clamp(moment, now, END_OF_TIME);
            for (int most = random.nextInt(1, 10); most > 0 && poll() != null; most--) {
                // poll() compares
            }
        }

        private @Nullable Timer poll() {
            boolean early = queue.pending() > 0 && queue.nextDue() - (zero + now) > 0;
            Timer timer = queue.poll(zero + now);
            if (started.isEmpty() || started.first().deadline() > now) {
                check(timer, null);
                return null;
            }
            check(early, false);
            check(timer != null, true);
            long deadline = started.first().deadline();
            // Which one of those with the same deadline is the queue's choice.
            check(
                    started.removeIf(
                            each -> each.deadline() == deadline && each.timer().equals(timer)),
                    true);
            idle.add(Objects.requireNonNull(timer));
            return timer;
        }

        /** As a driver does: goes from due to due. Each timer comes out at its very deadline, unless that is past. */
        private void drain() {
            while (!started.isEmpty()) {
                long late = Math.max(now, started.first().deadline());
                now = Math.max(now, queue.nextDue() - zero);
                check(now <= late, true);
                poll();
            }
            check(queue.pending(), 0);
        }

        private long magnitude(int bits) {
            return random.nextLong(1L << bits);
        }

        private void check(@Nullable Object actual, @Nullable Object expected) {
            assertThat(actual).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private record Started(long deadline, int number, Timer timer) {}
}
