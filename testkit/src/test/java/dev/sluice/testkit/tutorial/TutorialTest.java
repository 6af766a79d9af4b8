package dev.sluice.testkit.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.ChannelClosedException;
import dev.sluice.Scope;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.DeadlockError;
import dev.sluice.testkit.Schedule;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs of docs/testing-your-code.md: their bugs are found, and replayed; the corrected ones pass. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class TutorialTest {
    private static final int SEEDS = 300;

    static void count(Counter counter) throws InterruptedException {
        try (var scope = Scope.open().named("counter")) {
            scope.go("keeper", counter::serve);
            var first = scope.go("first", counter::increment);
            var second = scope.go("second", counter::increment);
            first.await();
            second.await();
            assertThat(counter.reads.receive()).isEqualTo(2);
        }
    }

    static void crawl(Crawl crawl) throws InterruptedException {
        var sources = List.of(List.of("a", "b"), List.of("c", "d"));
        assertThat(crawl.collect(sources)).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    static void transfer(Bank bank) throws InterruptedException {
        try (var scope = Scope.open().named("bank")) {
            scope.go("there", () -> bank.transfer(bank.alice, bank.bob, 10));
            scope.go("back", () -> bank.transfer(bank.bob, bank.alice, 30));
            scope.join();
        }
        assertThat(bank.alice.receive()).isEqualTo(120);
        assertThat(bank.bob.receive()).isEqualTo(80);
    }

    static void write(Journal journal) throws InterruptedException {
        assertThat(journal.write(3)).containsExactly(1, 2, 3);
    }

    @Test
    void a_lost_update_is_found_and_replayed() throws Exception {
        assertFoundAndReplayed(() -> count(new Counter()), AssertionError.class);
        Bubble.explore(SEEDS, () -> count(new SafeCounter()));
    }

    @Test
    void a_send_on_a_closed_channel_is_found_and_replayed() throws Exception {
        assertFoundAndReplayed(() -> crawl(new Crawl()), ChannelClosedException.class);
        Bubble.explore(SEEDS, () -> crawl(new PatientCrawl()));
    }

    @Test
    void a_deadlock_is_found_and_replayed() throws Exception {
        assertFoundAndReplayed(() -> transfer(new Bank()), DeadlockError.class);
        Bubble.explore(SEEDS, () -> transfer(new OrderedBank()));
    }

    @Test
    void an_ordering_bug_is_found_and_replayed() throws Exception {
        assertFoundAndReplayed(() -> write(new Journal()), AssertionError.class);
        Bubble.explore(SEEDS, () -> write(new SerialJournal()));
    }

    private static void assertFoundAndReplayed(CheckedRunnable<? extends Exception> program, Class<?> type) {
        Throwable found = catchThrowable(() -> Bubble.explore(SEEDS, program));
        assertThat(found).isInstanceOf(type);
        long seed = Objects.requireNonNull(Schedule.of(found)).seed();
        if (Boolean.getBoolean("sluice.testkit.show")) {
            found.printStackTrace();
        }

        Throwable first = catchThrowable(() -> Bubble.run(seed, program));
        Throwable second = catchThrowable(() -> Bubble.run(seed, program));

        assertThat(first).isInstanceOf(type);
        assertThat(second).isInstanceOf(type);
        assertThat(Schedule.of(first)).isNotNull().isEqualTo(Schedule.of(second));
        assertThat(Schedule.of(found).stepCount())
                .isLessThanOrEqualTo(Schedule.of(first).stepCount());
    }
}
