package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Programs that wait for each other all the time and never for ever, looked at without a pause. The monitor looks every 50
 * milliseconds; here two looks may be a microsecond apart, so that a verdict which isn't proved would be given.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck(deadlocks = false)
class DeadlockBusyTest {
    private static final int PROGRAMS = 10_000;
    private static final int AT_ONCE = 8;
    private static final int VALUES = 30;
    private static final int LOOKS = 20;

    private final ConcurrentLinkedQueue<Scope> scopes = new ConcurrentLinkedQueue<>();
    private final AtomicLong looks = new AtomicLong();

    @Test
    void ten_thousand_random_programs_are_in_no_deadlock() throws Exception {
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        var done = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var programs = new ArrayList<Future<?>>();
            for (int worker = 0; worker < AT_ONCE; worker++) {
                int first = worker;
                programs.add(threads.submit(() -> {
                    for (int i = first; i < PROGRAMS; i += AT_ONCE) {
                        run(new Random(seed + i));
                        done.incrementAndGet();
                    }
                    return null;
                }));
            }
            lookUntil(programs);
            for (Future<?> each : programs) {
                each.get();
            }
        } catch (Exception e) {
            throw new AssertionError("-Dsluice.seed=" + seed, e);
        }

        assertThat(done).hasValue(PROGRAMS);
        assertThat(looks.get()).isGreaterThan(PROGRAMS);
    }

    /** All but one wait at each moment: who looks at one after the other easily sees all of them wait. */
    @Test
    void a_token_that_goes_round_is_in_no_deadlock() throws Exception {
        int size = 3;
        int rounds = 100_000;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> program = threads.submit(() -> {
                Channel<Integer> first = Channel.unbuffered();
                try (var scope = Scope.open().detectDeadlock()) {
                    scopes.add(scope);
                    Channel<Integer> from = first;
                    for (int i = 0; i < size; i++) {
                        Channel<Integer> input = from;
                        Channel<Integer> output = Channel.unbuffered();
                        scope.go(() -> pass(0, input, output));
                        from = output;
                    }
                    for (int i = 0; i < rounds; i++) {
                        first.send(i);
                        assertThat(from.receive()).isEqualTo(i);
                    }
                    first.close();
                    scope.join();
                    scopes.remove(scope);
                }
                return null;
            });
            lookUntil(List.of(program));
            program.get();
        }

        assertThat(looks.get()).isGreaterThan(rounds);
    }

    private void lookUntil(List<Future<?>> programs) {
        while (!programs.stream().allMatch(Future::isDone)) {
            for (Scope scope : scopes) {
                var check = new DeadlockCheck(scope);
                for (int i = 0; i < LOOKS; i++) {
                    check.look(); // two that see the same are a verdict
                    looks.incrementAndGet();
                }
            }
        }
    }

    /** A ring of goroutines that pass values on, in a random way each; some of them within scopes of their own. */
    private void run(Random random) throws InterruptedException {
        int size = 2 + random.nextInt(5);
        var ring = new ArrayList<Channel<Integer>>();
        for (int i = 0; i < size; i++) {
            ring.add(Channel.buffered(random.nextInt(3)));
        }
        try (var scope = Scope.open().detectDeadlock()) {
            scopes.add(scope);
            for (int i = 0; i < size - 1; i++) {
                Channel<Integer> from = ring.get(i);
                Channel<Integer> to = ring.get(i + 1);
                int way = random.nextInt(4);
                scope.go(() -> pass(way, from, to));
            }
            scope.go(() -> {
                for (int i = 0; i < VALUES; i++) {
                    ring.getFirst().send(i);
                }
                ring.getFirst().close();
            });
            int sum = 0;
            for (int value : ring.getLast()) {
                sum += value;
            }
            assertThat(sum).isEqualTo(VALUES * (VALUES - 1) / 2);
            scope.join();
            scopes.remove(scope);
        }
    }

    private static void pass(int way, Channel<Integer> from, Channel<Integer> to) throws InterruptedException {
        switch (way) {
            case 0 -> {
                for (int value : from) {
                    to.send(value);
                }
            }
            case 1 -> {
                try (var select = Select.open()) {
                    var in = select.receive(from);
                    var out = select.send(to);
                    out.enable(false);
                    while (true) {
                        if (select.await() == in) {
                            Integer value = in.value();
                            if (value == null) {
                                break;
                            }
                            out.value(value).enable(true);
                            in.enable(false);
                        } else {
                            out.enable(false);
                            in.enable(true);
                        }
                    }
                }
            }
            case 2 -> {
                try (var inner = Scope.open()) {
                    inner.go(() -> pass(0, from, to));
                    inner.join();
                }
                return; // it has closed the channel
            }
            default -> {
                try (var inner = Scope.open().limit(1)) {
                    for (int value : from) {
                        inner.go(() -> to.send(value));
                        inner.join();
                    }
                }
            }
        }
        to.close();
    }
}
