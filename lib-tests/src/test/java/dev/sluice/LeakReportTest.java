package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.inspect.Leak;
import dev.sluice.inspect.LeakProfile;
import dev.sluice.inspect.WaitState;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck(deadlocks = false)
class LeakReportTest {
    private static final StackTraceElement SITE = new StackTraceElement("Crawl", "start", "Crawl.java", 18);
    private static final StackTraceElement FRAME = new StackTraceElement("Crawl", "fetch", "Crawl.java", 33);
    private static final Instant FOUND = Instant.parse("2026-11-21T10:15:30Z");

    @BeforeAll
    static void rehearse() throws InterruptedException {
        Leaking.rehearse(LeakReportTest::plant);
    }

    private static Leak leak(String name, String id) {
        var wait = new WaitState(
                "send", id, List.of(new WaitState.Case("send", "channel pages", id)), Duration.ofMillis(2_500), null);
        return new Leak(name, 36, SITE, wait, FOUND, List.of(FRAME));
    }

    @Test
    void leaks_that_are_alike_are_counted() {
        var profile = new LeakProfile(
                FOUND,
                5,
                3,
                List.of(
                        leak("crawl/fetch-1", "c@1"),
                        leak("crawl/fetch-2", "c@2"),
                        new Leak("crawl/odd-3", 7, SITE, null, FOUND, List.of())));

        assertThat(profile.toText()).isEqualTo("""
                        2026-11-21T10:15:30Z  3 leaks found, 5 goroutines watched
                        goroutine crawl/fetch-1 waits for ever in send channel pages, which nothing else can reach; started at Crawl.start(Crawl.java:18)
                            at Crawl.fetch(Crawl.java:33)
                          and 1 more like it
                        goroutine crawl/odd-3 waits for ever outside of Sluice, for something that nothing else can reach; started at Crawl.start(Crawl.java:18)
                        """);
    }

    @Test
    void as_json() {
        var profile = new LeakProfile(FOUND, 1, 1, List.of(leak("crawl/fetch-1", "c@1")));

        assertThat(profile.toJson())
                .isEqualTo("{\"at\":\"2026-11-21T10:15:30Z\",\"watched\":1,\"found\":1,\"leaks\":[{\"name\":"
                        + "\"crawl/fetch-1\",\"threadId\":36,\"startedAt\":\"Crawl.start(Crawl.java:18)\",\"waitsIn\":{"
                        + "\"operation\":\"send\",\"id\":\"c@1\",\"cases\":[{\"operation\":\"send\",\"site\":"
                        + "\"channel pages\",\"id\":\"c@1\"}],\"since\":2.500000000},\"foundAt\":"
                        + "\"2026-11-21T10:15:30Z\",\"stack\":[\"Crawl.fetch(Crawl.java:33)\"]}]}");
    }

    @Test
    void a_profile_with_stacks_says_where_a_leak_waits() throws InterruptedException {
        try (var scope = Scope.open().named("stacks").detectLeaks()) {
            plant(scope);
            List<Leak> found = List.of();
            while (found.isEmpty()) {
                found = Context.current().detached().call(() -> Sluice.leaks(2)).leaks().stream()
                        .filter(each -> each.name().startsWith("stacks/"))
                        .toList();
            }

            // a collection of the JVM's own may have come first, and then there is no stack
            List<StackTraceElement> stack = found.getFirst().stack();
            assertThat(stack.size()).isIn(0, 2);
            if (!stack.isEmpty()) {
                assertThat(stack.getFirst().getMethodName()).isEqualTo("waitsHere");
            }
            assertThatThrownBy(scope::join)
                    .satisfies(thrown -> assertThat(thrown.getStackTrace()).containsExactlyElementsOf(stack));
        }
    }

    private static void plant(Scope scope) throws InterruptedException {
        Leaking.parked(scope.go(() -> waitsHere()));
    }

    private static void waitsHere() throws InterruptedException {
        Channel.unbuffered().receive();
    }

    @Test
    void a_dump_says_how_many_were_found() throws InterruptedException {
        try (var scope = Scope.open().named("dumped").detectLeaks()) {
            plant(scope);
            Leaking.found("dumped", 1);

            assertThat(Sluice.dump()).containsPattern("\\d+ leaks? found\n$");
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void a_watched_goroutine_is_counted_until_it_ends() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        try (var scope = Scope.open().detectLeaks()) {
            int before = Sluice.leaks().watched();
            scope.go(() -> channel.receive());
            assertThat(Sluice.leaks().watched()).isEqualTo(before + 1);

            channel.send(1);
            scope.join();
            assertThat(Sluice.leaks().watched()).isEqualTo(before);
        }
    }

    @Test
    void where_it_was_not_asked_for_nothing_is_looked_for_and_finally_blocks_run() throws InterruptedException {
        var cleaned = new AtomicBoolean();
        try (var plain = Scope.open()) {
            plantCleaner(plain, cleaned);

            Leaking.none(plain);
        }
        assertThat(cleaned).isTrue();
    }

    private static void plantCleaner(Scope scope, AtomicBoolean cleaned) throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        Leaking.parked(scope.go(() -> {
            try {
                channel.receive();
            } finally {
                cleaned.set(true);
            }
        }));
    }

    @Test
    void must_be_asked_for_before_the_first_goroutine() throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.go(() -> {});

            assertThatThrownBy(scope::detectLeaks)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("detectLeaks must come before the first goroutine of scope");
            scope.join();
        }
    }

    @Test
    void rejects_a_negative_number_of_frames() {
        assertThatThrownBy(() -> Sluice.leaks(-3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("frames must be at least 0, was -3");
    }

    @Test
    void a_goroutine_that_cannot_be_started_is_not_watched() {
        int before = dev.sluice.runtime.Reaper.watches().size();
        try (var world = FailingWorld.use();
                var scope = Scope.open().detectLeaks()) {
            world.failsToStart(true);

            assertThatThrownBy(() -> scope.go(() -> {})).isInstanceOf(Throwable.class);

            world.works();
            assertThat(dev.sluice.runtime.Reaper.watches()).hasSize(before);
        }
    }
}
