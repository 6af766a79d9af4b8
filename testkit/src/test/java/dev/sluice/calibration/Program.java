package dev.sluice.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Scope;
import dev.sluice.function.CheckedRunnable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** The programs. Each has two goroutines or three, and a result that only the race can spoil. */
@SuppressWarnings({"ImmutableEnumChecker", "LockNotBeforeTry"
}) // the functions have no state; a failed program is thrown away
enum Program {
    /** Two goroutines don't find the same key, and both load it. */
    CHECK_THEN_ACT(() -> twice(new HashMap<>(), false), () -> twice(new ConcurrentHashMap<>(), true)),

    LOST_UPDATE(
            () -> {
                var counter = new Object() {
                    int count;
                };
                both(() -> counter.count++, () -> counter.count++);
                assertThat(counter.count).isEqualTo(2);
            },
            () -> {
                var counter = new AtomicInteger();
                both(counter::incrementAndGet, counter::incrementAndGet);
                assertThat(counter).hasValue(2);
            }),

    /** The lock of a double-checked lock is left before what it guards is complete for those who don't take it. */
    DOUBLE_CHECKED_LOCK(() -> read(new Settings.Broken()), () -> read(new Settings.Correct())),

    /** A compare-and-set finds the node that it expects: another one, at the same place, with another successor. */
    ABA(() -> ReusedNodes.popAndReuse(new ReusedNodes(false)), () -> ReusedNodes.popAndReuse(new ReusedNodes(true))),

    /** The signal comes after the look at the flag and before the wait. */
    MISSED_SIGNAL(() -> await(new Gate.Broken()), () -> await(new Gate.Correct())),

    /** A reader waits for another reader, which may not come in since a writer waits. */
    WRITER_PREFERENCE(() -> readTogether(true), () -> readTogether(false)),

    /** Two synchronized methods, each of which calls the other's. */
    LOCK_ORDER(
            () -> {
                var first = new Account();
                var second = new Account();
                both(() -> first.pay(second, 1), () -> second.pay(first, 1));
            },
            () -> {
                var first = new Account();
                var second = new Account();
                both(() -> first.pay(second, 1), () -> first.pay(second, 2));
                assertThat(second.balance()).isEqualTo(3);
            }),

    /** What the core once did: it published a goroutine's context before it listened to it, and a cancel came in between. */
    LOST_CANCEL(() -> LostCancel.race(false), () -> LostCancel.race(true)),

    /** What the core once did: it wrote a value for a select that had just been ended by a close. */
    LOST_MATCH(() -> LostMatch.race(false), () -> LostMatch.race(true));

    private final CheckedRunnable<Exception> broken;
    private final CheckedRunnable<Exception> correct;

    Program(CheckedRunnable<Exception> broken, CheckedRunnable<Exception> correct) {
        this.broken = broken;
        this.correct = correct;
    }

    CheckedRunnable<Exception> broken() {
        return broken;
    }

    CheckedRunnable<Exception> correct() {
        return correct;
    }

    /** Runs both at once, and waits for both. */
    static void both(CheckedRunnable<?> first, CheckedRunnable<?> second) throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.go("first", first);
            scope.go("second", second);
            scope.join();
        }
    }

    private static void twice(Map<String, Integer> lengths, boolean atOnce) throws InterruptedException {
        var cache = new Cache(lengths, atOnce);
        both(() -> cache.length("key"), () -> cache.length("key"));
        assertThat(cache.loads()).isEqualTo(1);
    }

    private static void read(Settings settings) throws InterruptedException {
        both(
                () -> assertThat(settings.get()).isEqualTo(List.of("loaded")),
                () -> assertThat(settings.get()).isEqualTo(List.of("loaded")));
    }

    private static void await(Gate gate) throws InterruptedException {
        both(gate::await, gate::open);
    }

    private static void readTogether(boolean alone) throws InterruptedException {
        ReadWriteLock lock = new ReentrantReadWriteLock();
        var arrived = new CountDownLatch(1);
        try (var scope = Scope.open()) {
            scope.go("reader", () -> {
                lock.readLock().lock();
                arrived.await();
                lock.readLock().unlock();
            });
            scope.go("other reader", () -> {
                lock.readLock().lock();
                arrived.countDown();
                lock.readLock().unlock();
            });
            if (alone) {
                scope.go("writer", () -> {
                    lock.writeLock().lock();
                    lock.writeLock().unlock();
                });
            }
            scope.join();
        }
    }

    private static final class Account {
        private int balance;

        synchronized int balance() {
            return balance;
        }

        synchronized void pay(Account to, int amount) {
            balance -= amount;
            to.get(amount);
        }

        private synchronized void get(int amount) {
            balance += amount;
        }
    }

    /** A gate that is closed until it's opened. */
    abstract static class Gate {
        boolean isOpen;

        abstract void await() throws InterruptedException;

        synchronized void open() {
            isOpen = true;
            notifyAll();
        }

        static final class Broken extends Gate {
            @Override
            @SuppressWarnings({"WaitNotInLoop", "GuardedBy", "UnsynchronizedOverridesSynchronized"
            }) // what is to be found
            void await() throws InterruptedException {
                if (!isOpen) {
                    synchronized (this) {
                        wait();
                    }
                }
            }
        }

        static final class Correct extends Gate {
            @Override
            synchronized void await() throws InterruptedException {
                while (!isOpen) {
                    wait();
                }
            }
        }
    }

    /** Settings that are loaded when they are first read. */
    abstract static class Settings {
        volatile @Nullable List<String> lines;

        abstract List<String> get();

        @SuppressWarnings({"DoubleCheckedLocking", "NullAway"}) // what is to be found
        static final class Broken extends Settings {
            @Override
            List<String> get() {
                if (lines == null) {
                    synchronized (this) {
                        if (lines == null) {
                            lines = new java.util.ArrayList<>();
                            lines.add("loaded");
                        }
                    }
                }
                return lines;
            }
        }

        @SuppressWarnings("NullAway")
        static final class Correct extends Settings {
            @Override
            List<String> get() {
                if (lines == null) {
                    synchronized (this) {
                        if (lines == null) {
                            lines = List.of("loaded");
                        }
                    }
                }
                return lines;
            }
        }
    }
}
