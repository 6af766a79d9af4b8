package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.SelectLedger.Place;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten goroutines and four channels: every operation there is, in any mix, while goroutines are interrupted and cancelled and
 * channels ended under them. Whatever happens, each value is received, or undelivered, or kept by its sender: once.
 *
 * <p>The property {@code sluice.soak.millis} says for how long each capacity is tried, {@code sluice.seed} with which seed.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(value = 1, unit = TimeUnit.HOURS)
@LeakCheck(deadlocks = false)
class SelectConservationTest {
    private static final int GOROUTINES = 10;
    private static final int CHANNELS = 4;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(Long.getLong("sluice.soak.millis", 2_500));

    private final SelectLedger ledger = new SelectLedger(1 << 23);
    private final AtomicReferenceArray<Channel<Integer>> channels = new AtomicReferenceArray<>(CHANNELS);
    private final Queue<Channel<Integer>> ended = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stop;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void each_value_is_received_or_undelivered_or_kept_once(int capacity) throws InterruptedException {
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        String run = "capacity " + capacity + ", -Dsluice.seed=" + seed;
        System.out.println("conservation: " + run);
        var random = new SplittableRandom(seed);
        for (int i = 0; i < CHANNELS; i++) {
            channels.set(i, channel(capacity, random));
        }
        try (var scope = Scope.open().collectAll()) {
            var tasks = new ArrayList<Task<?>>();
            for (int g = 0; g < GOROUTINES; g++) {
                tasks.add(scope.go(new Worker(random.split())::run));
            }
            long start = System.nanoTime();
            while (System.nanoTime() - start < NANOS && failures.isEmpty() && !ledger.isNearlyFull()) {
                disturb(tasks, capacity, random, scope);
            }
            stop = true;
            for (Task<?> task : tasks) {
                while (task.state() == Task.State.RUNNING) {
                    task.strand().thread().interrupt();
                    LockSupport.parkNanos(100_000);
                }
            }
            scope.join();
        }
        for (int i = 0; i < CHANNELS; i++) {
            ended.add(channels.get(i));
        }
        for (Channel<Integer> channel : ended) {
            channel.cancel();
            SelectMatrixTest.assertThatNobodyWaitsAt(channel);
            assertThat(channel.length()).isZero();
        }
        assertThat(failures).as(run).isEmpty();
        ledger.mustBalance(run);
    }

    private Channel<Integer> channel(int capacity, SplittableRandom random) {
        var options = Channel.<Integer>onUndelivered(value -> ledger.enter(value, Place.UNDELIVERED));
        if (capacity > 0 && random.nextInt(8) == 0) {
            options = options.overflow(
                    random.nextBoolean() ? Channel.Overflow.DROP_OLDEST : Channel.Overflow.DROP_NEWEST);
        }
        return options.buffered(capacity);
    }

    /** One act of the adversary; also what keeps goroutines that all wait from waiting for ever. */
    private void disturb(List<Task<?>> tasks, int capacity, SplittableRandom random, Scope scope)
            throws InterruptedException {
        int g = random.nextInt(GOROUTINES);
        if (tasks.get(g).state() != Task.State.RUNNING) {
            tasks.set(g, scope.go(new Worker(random.split())::run));
        }
        switch (random.nextInt(40)) {
            case 0 -> tasks.get(g).cancel();
            case 1 -> {
                int c = random.nextInt(CHANNELS);
                Channel<Integer> old = channels.get(c);
                channels.set(c, channel(capacity, random));
                ended.add(old);
                switch (random.nextInt(3)) {
                    case 0 -> old.close();
                    case 1 -> old.closeWithError(new IllegalStateException("broke"));
                    default -> old.cancel();
                }
            }
            case 2, 3, 4 -> {
                for (int i = 0; i < 100; i++) {
                    tasks.get(g).strand().thread().interrupt();
                    Thread.onSpinWait();
                }
            }
            default -> tasks.get(g).strand().thread().interrupt();
        }
        LockSupport.parkNanos(random.nextInt(60_000));
    }

    /** One goroutine. */
    private final class Worker {
        private final SplittableRandom random;

        Worker(SplittableRandom random) {
            this.random = random;
        }

        void run() {
            try {
                while (!stop) {
                    try {
                        if (random.nextInt(3) == 0) {
                            for (int i = 0; i < 20; i++) {
                                plainOperation(channels.get(random.nextInt(CHANNELS)));
                            }
                        } else {
                            select();
                        }
                    } catch (InterruptedException e) {
                        if (Objects.requireNonNull(Strand.current()).isCancelled()) {
                            return;
                        }
                    }
                }
            } catch (Throwable thrown) {
                failures.add(thrown);
            }
        }

        private void plainOperation(Channel<Integer> channel) throws InterruptedException {
            switch (random.nextInt(7)) {
                case 0 -> {
                    try {
                        channel.send(ledger.next());
                    } catch (ChannelClosedException e) {
                        // The hook has it.
                    }
                }
                case 1 -> {
                    Integer value = ledger.next();
                    if (!channel.sendIfOpen(value)) {
                        ledger.enter(value, Place.KEPT);
                    }
                }
                case 2 -> {
                    Integer value = ledger.next();
                    if (channel.send(value, Duration.ofNanos(random.nextInt(100_000))) != Offer.SENT) {
                        ledger.enter(value, Place.KEPT);
                    }
                }
                case 3 -> {
                    Integer value = ledger.next();
                    if (channel.offer(value) != Offer.SENT) {
                        ledger.enter(value, Place.KEPT);
                    }
                }
                case 4 -> {
                    try {
                        received(channel.receive());
                    } catch (ChannelFailedException e) {
                        // Nothing was there.
                    }
                }
                case 5 ->
                    received(channel.receive(Duration.ofNanos(random.nextInt(100_000)))
                            .orNull());
                default -> received(channel.tryReceive().orNull());
            }
        }

        private void received(@Nullable Integer value) {
            if (value != null) {
                ledger.enter(value, Place.RECEIVED);
            }
        }

        /** Uses one select for some waits, in which its cases change. */
        private void select() throws InterruptedException {
            var takes = new ArrayList<Select.Receive<Integer>>();
            var puts = new ArrayList<Select.Send<Integer>>();
            var given = new ArrayList<Integer>(); // what each of the puts has, -1 for none
            try (var select = random.nextInt(3) == 0 ? Select.open().ordered() : Select.open()) {
                for (int i = random.nextInt(1, 6); i > 0; i--) {
                    Channel<Integer> channel = channels.get(random.nextInt(CHANNELS));
                    switch (random.nextInt(4)) {
                        case 0 -> select.send(channel, ledger::next);
                        case 1 -> {
                            puts.add(select.send(channel));
                            given.add(-1);
                        }
                        default -> takes.add(select.receive(channel));
                    }
                }
                if (random.nextBoolean()) {
                    select.timeout(Duration.ofNanos(random.nextInt(-10, 100_000)));
                }
                for (int i = 0; i < 20; i++) {
                    refill(puts, given);
                    if (!takes.isEmpty()) {
                        takes.get(random.nextInt(takes.size())).enable(random.nextInt(4) != 0);
                    }
                    wait(select, takes, puts, given);
                }
            } finally {
                for (int value : given) {
                    if (value >= 0) {
                        ledger.enter(value, Place.KEPT);
                    }
                }
            }
        }

        private void refill(List<Select.Send<Integer>> puts, List<Integer> given) {
            for (int p = 0; p < puts.size(); p++) {
                if (given.get(p) < 0 && random.nextInt(3) != 0) {
                    given.set(p, ledger.next());
                    puts.get(p).value(given.get(p));
                }
            }
        }

        private void wait(
                Select select,
                List<Select.Receive<Integer>> takes,
                List<Select.Send<Integer>> puts,
                List<Integer> given)
                throws InterruptedException {
            Select.Case happened;
            try {
                happened = random.nextInt(3) == 0 ? select.poll() : select.await();
            } catch (ChannelClosedException e) {
                return;
            }
            if (happened instanceof Select.Receive<?>) {
                Select.Receive<Integer> take = takes.get(takes.indexOf(happened));
                if (take.closed()) {
                    take.enable(false);
                } else {
                    received(take.value());
                }
            } else if (puts.contains(happened)) {
                given.set(puts.indexOf(happened), -1);
            }
        }
    }
}
