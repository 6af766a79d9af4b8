package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.inspect.ChannelState;
import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.ScopeState;
import dev.sluice.inspect.Snapshot;
import dev.sluice.inspect.WaitState;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class SnapshotTest {
    private final Channel<Integer> jobs = Channel.named("jobs").buffered(3);
    private final Channel<Integer> results = Channel.named("results").unbuffered();

    /** What is seen of the current thread, which has a scope open. */
    private static GoroutineState here(Snapshot snapshot) {
        return snapshot.owners().stream()
                .filter(each -> each.threadId() == Thread.currentThread().threadId())
                .findFirst()
                .orElseThrow();
    }

    private static ChannelState channel(Snapshot snapshot, Channel<?> channel) {
        return snapshot.channels().stream()
                .filter(each -> each.id().equals(Objects.toIdentityString(channel)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shows_the_tree_of_scopes_and_what_each_goroutine_waits_for() throws InterruptedException {
        try (var scope = Scope.open().named("shop").limit(5)) {
            scope.go("reader", () -> results.receive());
            scope.go("manager", () -> {
                try (var inner = Scope.open().named("floor")) {
                    inner.go("worker", () -> jobs.receive(Duration.ofHours(1)));
                    inner.join();
                }
            });
            Waiting.receiversWaitAt(results, 1);
            Waiting.receiversWaitAt(jobs, 1);
            Eventually.becomes(() -> waits(scope, 1), () -> Sluice.dump());

            Snapshot snapshot = Sluice.snapshot(5);

            ScopeState shop = here(snapshot).scopes().getFirst();
            assertThat(shop.name()).isEqualTo("shop");
            assertThat(shop.started()).isEqualTo(2);
            assertThat(shop.limit()).isEqualTo(5);
            assertThat(shop.cancelled()).isNull();
            assertThat(shop.goroutines())
                    .extracting(GoroutineState::name)
                    .containsExactly("shop/reader-1", "shop/manager-2");
            GoroutineState reader = shop.goroutines().getFirst();
            assertThat(reader.startedAt()).hasToString(String.valueOf(reader.startedAt()));
            assertThat(String.valueOf(reader.startedAt())).contains("SnapshotTest.java");
            assertThat(String.valueOf(reader.waitsIn())).isEqualTo("receive channel results");
            assertThat(reader.stack().getFirst().getClassName()).isEqualTo(SnapshotTest.class.getName());
            ScopeState floor = shop.goroutines().getLast().scopes().getFirst();
            assertThat(floor.name()).isEqualTo("shop/manager-2/floor");
            WaitState timed =
                    Objects.requireNonNull(floor.goroutines().getFirst().waitsIn());
            assertThat(timed.remaining()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
            assertThat(timed.id()).isEqualTo(Objects.toIdentityString(jobs));
            assertThat(snapshot.goroutines()).isGreaterThanOrEqualTo(3);
        }
    }

    private static boolean waits(Scope scope, int place) {
        ScopeState state = here(Sluice.snapshot()).scopes().getFirst();
        return state.name().equals(scope.name())
                && state.goroutines().get(place).waitsIn() != null
                && state.goroutines().getFirst().waitsIn() != null
                && state.goroutines().get(place).scopes().stream()
                        .allMatch(inner -> inner.goroutines().getFirst().waitsIn() != null);
    }

    @Test
    void shows_the_same_ids_as_a_thread_dump() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<?> reader = scope.go(() -> results.receive());
            Thread thread = reader.strand().thread();
            Eventually.becomes(() -> waits(scope, 0), () -> Sluice.dump());

            GoroutineState seen =
                    here(Sluice.snapshot()).scopes().getFirst().goroutines().getFirst();

            assertThat(seen.name()).isEqualTo(thread.getName());
            assertThat(seen.threadId()).isEqualTo(thread.threadId());
            Object blocker = java.util.concurrent.locks.LockSupport.getBlocker(thread);
            assertThat(Objects.requireNonNull(seen.waitsIn()).id()).isEqualTo(Objects.toIdentityString(blocker));
        }
    }

    @Test
    void counts_what_has_flowed_through_a_channel() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            jobs.send(i);
        }
        jobs.receive();
        jobs.offer(3);
        jobs.tryReceive();

        ChannelState state = channel(Sluice.snapshot(), jobs);

        assertThat(state)
                .isEqualTo(new ChannelState(
                        "jobs", Objects.toIdentityString(jobs), ChannelState.Status.OPEN, 2, 3, 3, 4, 2, 0, 0, 0));
    }

    @Test
    void counts_hand_overs_without_a_buffer() throws Exception {
        Running<Void> sender = Running.of(() -> {
            results.send(1);
            results.send(2);
        });
        results.receive();
        Waiting.sendersWaitAt(results, 1);

        ChannelState waiting = channel(Sluice.snapshot(), results);
        results.receive();
        sender.result();
        results.close();
        ChannelState closed = channel(Sluice.snapshot(), results);

        assertThat(waiting.waitingSenders()).isEqualTo(1);
        assertThat(waiting.sent()).isEqualTo(1);
        assertThat(closed.received()).isEqualTo(2);
        assertThat(closed.highWater()).isZero();
        assertThat(closed.status()).isEqualTo(ChannelState.Status.CLOSED);
    }

    @Test
    void counts_hand_overs_to_a_receiver_that_waits() throws Exception {
        Running<Integer> receiver = Running.of(() -> results.receive());
        Waiting.receiversWaitAt(results, 1);

        ChannelState waiting = channel(Sluice.snapshot(), results);
        results.send(1);
        receiver.result();
        ChannelState received = channel(Sluice.snapshot(), results);

        assertThat(waiting.waitingReceivers()).isEqualTo(1);
        assertThat(waiting.received()).isZero();
        assertThat(received.sent()).isEqualTo(1);
        assertThat(received.received()).isEqualTo(1);
    }

    private static Channel<Integer> jobs(Channel.Overflow policy) {
        return Channel.named("jobs").overflow(policy).buffered(3);
    }

    @Test
    void counts_what_was_dropped() throws InterruptedException {
        Channel<Integer> oldest = jobs(Channel.Overflow.DROP_OLDEST);
        Channel<Integer> newest = jobs(Channel.Overflow.DROP_NEWEST);
        for (int i = 0; i < 5; i++) {
            oldest.send(i);
            newest.send(i);
        }
        newest.receive();
        newest.cancel();

        assertThat(channel(Sluice.snapshot(), oldest)).satisfies(state -> {
            assertThat(state.sent()).isEqualTo(5);
            assertThat(state.dropped()).isEqualTo(2);
            assertThat(state.length()).isEqualTo(3);
        });
        assertThat(channel(Sluice.snapshot(), newest)).satisfies(state -> {
            assertThat(state.sent()).isEqualTo(5);
            assertThat(state.received()).isEqualTo(1);
            assertThat(state.dropped()).isEqualTo(4);
            assertThat(state.status()).isEqualTo(ChannelState.Status.CANCELLED);
        });
    }

    @Test
    void shows_the_cases_of_a_select() throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.go(() -> {
                try (var select = Select.open()) {
                    select.receive(jobs);
                    select.send(results).value(1);
                    select.timeout(Duration.ofHours(2));
                    select.await();
                }
            });
            Eventually.becomes(() -> waits(scope, 0), () -> Sluice.dump());

            GoroutineState selecting =
                    here(Sluice.snapshot()).scopes().getFirst().goroutines().getFirst();

            assertThat(String.valueOf(selecting.waitsIn()))
                    .isEqualTo("select of receive channel jobs | send channel results | timeout of PT2H");
        }
    }

    @Test
    void shows_a_channel_without_a_name_while_a_goroutine_waits_at_it() throws InterruptedException {
        Channel<Integer> nameless = Channel.unbuffered();
        try (var scope = Scope.open()) {
            scope.go(() -> nameless.receive());
            Eventually.becomes(() -> waits(scope, 0), () -> Sluice.dump());

            assertThat(channel(Sluice.snapshot(), nameless).waitingReceivers()).isEqualTo(1);
        }
        assertThat(Sluice.snapshot().channels())
                .extracting(ChannelState::id)
                .doesNotContain(Objects.toIdentityString(nameless));
    }

    @Test
    void counts_goroutines_that_wait_for_the_same_instead_of_listing_them() throws InterruptedException {
        try (var scope = Scope.open().named("crowd")) {
            for (int i = 0; i < 57; i++) {
                scope.go("reader", () -> results.receive());
            }
            Waiting.receiversWaitAt(results, 57);
            Eventually.becomes(() -> waits(scope, 56), () -> Sluice.dump());

            assertThat(Sluice.dump())
                    .contains("scope crowd: 57 running, 57 started\n")
                    .contains("goroutine crowd/reader-1 #")
                    .contains("and 56 more like it\n")
                    .doesNotContain("crowd/reader-2 ")
                    .contains(
                            "results (" + Objects.toIdentityString(results)
                                    + "): 0 of 0, at most 0; 0 sent, 0 received, 0 dropped; 0 wait to send, 57 to receive; open");
        }
    }

    @Test
    void says_why_a_scope_is_cancelled() throws Exception {
        Channel<Integer> cleaned = Channel.unbuffered();
        try (var scope = Scope.open()) {
            scope.go(() -> {
                try {
                    results.receive();
                } catch (InterruptedException _) {
                    Context.current().detached().call(cleaned::receive);
                }
            });
            Waiting.receiversWaitAt(results, 1);
            scope.cancel();
            Waiting.receiversWaitAt(cleaned, 1);

            assertThat(here(Sluice.snapshot()).scopes().getFirst().cancelled())
                    .contains("CancelledException: scope " + scope.name() + " was cancelled");
            cleaned.close();
        }
    }

    @Test
    void a_thread_that_has_closed_its_scopes_is_gone() {
        try (var _ = Scope.open()) {
            assertThat(here(Sluice.snapshot()).isGoroutine()).isFalse();
        }

        assertThat(Sluice.snapshot().owners())
                .extracting(GoroutineState::threadId)
                .doesNotContain(Thread.currentThread().threadId());
    }

    @Test
    void a_named_channel_can_be_collected() {
        var reference = new WeakReference<>(Channel.named("forgotten").unbuffered());

        for (int i = 0; i < 100 && !reference.refersTo(null); i++) {
            System.gc();
        }

        assertThat(reference.refersTo(null)).isTrue();
        assertThat(Sluice.dump()).doesNotContain("forgotten");
    }

    @Tag("not-for-mutants")
    @Test
    void a_million_named_channels_leave_no_trace() {
        for (int i = 0; i < 1_000_000; i++) {
            Channel<Integer> _ = Channel.named("short-lived").unbuffered();
        }
        System.gc();

        assertThat(NamedChannels.now().size()).isLessThan(1_000_000);
    }

    @Test
    void is_json_that_says_the_same() {
        Channel<Integer> odd =
                Channel.named("a \"quoted\\\"\n\u0001\uD83D\uDE00 name").unbuffered();
        String json = Sluice.snapshot().toJson();

        assertThat(json)
                .startsWith("{\"at\":\"")
                .contains("\"name\":\"a \\\"quoted\\\\\\\"\\n\\u0001\\ud83d\\ude00 name\",\"id\":\""
                        + Objects.toIdentityString(odd)
                        + "\",\"status\":\"OPEN\",\"length\":0,\"capacity\":0,\"highWater\":0,\"sent\":0,\"received\":0,"
                        + "\"dropped\":0,\"waitingSenders\":0,\"waitingReceivers\":0}");
        assertThat(odd.isClosed()).isFalse();
    }

    @Test
    void rejects_a_negative_number_of_frames() {
        assertThatThrownBy(() -> Sluice.snapshot(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("frames must be at least 0, was -1");
    }

    @Tag("not-for-mutants")
    @Test
    void an_unknown_state_is_never_made_up_while_goroutines_come_and_go() throws Exception {
        try (var scope = Scope.open().named("busy")) {
            Channel<Integer> ping = Channel.named("ping").unbuffered();
            scope.go(() -> {
                for (int i = 0; i < 50_000; i++) {
                    ping.send(i);
                }
                ping.close();
            });
            Task<Integer> reader = scope.go(() -> {
                int sum = 0;
                for (int _ : ping) {
                    sum++;
                }
                return sum;
            });
            while (reader.state() == Task.State.RUNNING) {
                for (GoroutineState each :
                        here(Sluice.snapshot()).scopes().getFirst().goroutines()) {
                    if (each.waitsIn() != null) {
                        assertThat(List.of("send channel ping", "receive channel ping"))
                                .contains(each.waitsIn().toString());
                    }
                }
                ChannelState state = channel(Sluice.snapshot(), ping);
                assertThat(state.sent()).isEqualTo(state.received());
            }
            assertThat(reader.await()).isEqualTo(50_000);
            scope.join();
        }
    }
}
