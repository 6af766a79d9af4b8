package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.inspect.Leak;
import dev.sluice.inspect.WaitState;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goroutines that wait for what nobody can reach are found, whatever they wait in, and their owners are told. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck(deadlocks = false)
class LeakFoundTest {
    private final Channel<Integer> held = Channel.unbuffered();

    @BeforeAll
    static void rehearse() throws InterruptedException {
        Leaking.rehearse(
                LeakFoundTest::plantReceive,
                LeakFoundTest::plantSend,
                LeakFoundTest::plantSends,
                LeakFoundTest::plantSelect,
                LeakFoundTest::plantNothing,
                LeakFoundTest::plantCouple,
                LeakFoundTest::plantTree,
                LeakFoundTest::plantContext,
                LeakFoundTest::plantSemaphore,
                LeakFoundTest::plantMonitored);
    }

    private static Task<?> plantReceive(Scope scope) throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        return Leaking.parked(scope.go("reader", () -> channel.receive()));
    }

    private static WaitState waitOf(Leak leak) {
        return Objects.requireNonNull(leak.waitsIn());
    }

    @Test
    void a_join_ends_that_would_have_waited_for_ever() throws InterruptedException {
        try (var scope = Scope.open().named("joined").detectLeaks()) {
            Task<?> reader = plantReceive(scope);
            Leaking.found("joined", 1);

            assertThatThrownBy(scope::join)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageStartingWith("goroutine joined/reader-1 waits for ever in receive channel, which nothing"
                            + " else can reach; started at " + LeakFoundTest.class.getName() + ".plantReceive(")
                    .satisfies(thrown -> assertThat(thrown.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .containsExactly("in goroutine joined/reader-1, which was started here"));
            assertThat(reader.state()).isEqualTo(Task.State.FAILED);
            assertThat(reader.failure()).isInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void a_join_under_way_ends_with_the_collection() throws Exception {
        Running<Void> program = Running.of(() -> {
            try (var scope = Scope.open().named("under-way").detectLeaks()) {
                plantReceive(scope);
                scope.join();
            }
        });
        Waiting.parks(program.thread());

        Leaking.found("under-way", 1);

        assertThat(program.failure()).isInstanceOf(DeadlockException.class);
    }

    @Test
    void the_others_are_cancelled_as_by_any_failure() throws InterruptedException {
        try (var scope = Scope.open().named("fails").detectLeaks()) {
            Task<?> other = scope.go(() -> held.receive());
            plantReceive(scope);
            Leaking.found("fails", 1);

            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
            assertThat(other.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void its_slot_is_given_back() throws InterruptedException {
        try (var scope = Scope.open().named("limited").limit(1).collectAll().detectLeaks()) {
            Task<?> leak = plantReceive(scope);
            Leaking.found("limited", 1);

            assertThat(scope.go(() -> 7).await()).isEqualTo(7);
            assertThatThrownBy(scope::join).isSameAs(leak.failure());
        }
    }

    @Test
    void one_that_waits_for_a_leak_goes_on() throws InterruptedException {
        try (var scope = Scope.open().named("chain").collectAll().detectLeaks()) {
            Task<?> leak = plantReceive(scope);
            Task<Throwable> waits = scope.go(() -> {
                try {
                    leak.await();
                    throw new AssertionError("it has ended");
                } catch (DeadlockException expected) {
                    return expected;
                }
            });
            Leaking.parked(waits);

            Leaking.found("chain", 1);

            assertThat(waits.await()).isSameAs(leak.failure());
            assertThatThrownBy(scope::join).isSameAs(leak.failure());
        }
    }

    @Test
    void a_send_on_a_channel_that_only_the_registry_of_names_knows() throws InterruptedException {
        try (var scope = Scope.open().named("named").collectAll().detectLeaks()) {
            plantSend(scope);

            Leak leak = Leaking.found("named", 1).getFirst();

            assertThat(leak.name()).isEqualTo("named/writer-1");
            assertThat(waitOf(leak)).hasToString("send channel letters");
            assertThat(waitOf(leak).id()).startsWith(Channel.class.getName() + "@");
            assertThat(leak.startedAt().getMethodName()).isEqualTo("plantSend");
            assertThatThrownBy(scope::join)
                    .hasMessageContaining("in send channel letters, which nothing else can reach;");
        }
    }

    private static void plantSend(Scope scope) throws InterruptedException {
        Channel<String> channel = Channel.named("letters").unbuffered();
        Leaking.parked(scope.go("writer", () -> channel.send("a")));
    }

    @Test
    void a_send_to_a_buffer_that_is_full() throws InterruptedException {
        try (var scope = Scope.open().named("full").collectAll().detectLeaks()) {
            plantSends(scope);

            assertThat(waitOf(Leaking.found("full", 1).getFirst()).operation()).isEqualTo("send");
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    private static void plantSends(Scope scope) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(3);
        Leaking.parked(scope.go(() -> {
            for (int i = 0; i < 5; i++) {
                channel.send(i);
            }
        }));
    }

    @Test
    void a_select_none_of_whose_cases_can_be_reached() throws InterruptedException {
        try (var scope = Scope.open().named("select").collectAll().detectLeaks()) {
            plantSelect(scope);

            Leak leak = Leaking.found("select", 1).getFirst();

            assertThat(waitOf(leak)).hasToString("select of receive channel left | send channel right");
            assertThatThrownBy(scope::join).hasMessageContaining("none of which anything else can reach; started at ");
        }
    }

    private static void plantSelect(Scope scope) throws InterruptedException {
        Channel<Integer> left = Channel.named("left").unbuffered();
        Channel<Integer> right = Channel.named("right").unbuffered();
        Leaking.parked(scope.go(() -> {
            try (var select = Select.open()) {
                select.receive(left);
                select.send(right).value(1);
                select.await();
            }
        }));
    }

    @Test
    void a_select_of_nothing() throws InterruptedException {
        try (var scope = Scope.open().named("nothing").collectAll().detectLeaks()) {
            plantNothing(scope);

            assertThat(waitOf(Leaking.found("nothing", 1).getFirst())).hasToString("select of nothing");
            assertThatThrownBy(scope::join).hasMessageContaining("waits for ever in select of nothing; started at");
        }
    }

    private static void plantNothing(Scope scope) throws InterruptedException {
        Leaking.parked(scope.go(() -> Select.open().await()));
    }

    @Test
    void two_that_know_none_but_each_other() throws InterruptedException {
        try (var scope = Scope.open().named("couple").collectAll().detectLeaks()) {
            plantCouple(scope);

            assertThat(Leaking.found("couple", 2)).extracting(Leak::name).contains("couple/he-1", "couple/she-2");
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    private static void plantCouple(Scope scope) throws InterruptedException {
        Channel<Integer> left = Channel.unbuffered();
        Channel<Integer> right = Channel.unbuffered();
        Task<?> he = scope.go("he", () -> {
            left.receive();
            right.send(1);
        });
        Task<?> she = scope.go("she", () -> {
            right.receive();
            left.send(1);
        });
        Leaking.parked(he);
        Leaking.parked(she);
    }

    @Test
    void one_that_has_waited_before_for_what_others_could_reach() throws InterruptedException {
        try (var scope = Scope.open().named("again").collectAll().detectLeaks()) {
            Task<?> task = plantSecondWait(scope);
            held.send(1);
            Leaking.parked(task);

            assertThat(waitOf(Leaking.found("again", 1).getFirst())).hasToString("receive channel second");
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    private Task<?> plantSecondWait(Scope scope) throws InterruptedException {
        Channel<Integer> second = Channel.named("second").unbuffered();
        return scope.go(() -> {
            held.receive();
            second.receive();
        });
    }

    @Test
    void all_of_a_tree_whose_members_know_no_others() throws InterruptedException {
        try (var scope = Scope.open().named("tree").collectAll().detectLeaks()) {
            plantTree(scope);

            assertThat(Leaking.found("tree", 4))
                    .extracting(leak -> leak.name() + " " + waitOf(leak))
                    .contains(
                            "tree/joins-1 join scope tree/joins-1/inner",
                            "tree/joins-1/inner/child-1 receive channel own",
                            "tree/waits-2 receive channel own",
                            "tree/waits-2/inner/child-1 receive channel own");
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    /** Two owners of scopes: one waits for its child, the other on a channel that it shares with its child. */
    private static void plantTree(Scope scope) throws InterruptedException {
        Channel<Integer> ready = Channel.unbuffered();
        for (boolean joins : List.of(true, false)) {
            Task<?> owner = scope.go(joins ? "joins" : "waits", () -> {
                Channel<Integer> own = Channel.named("own").unbuffered();
                try (var inner = Scope.open().named("inner")) {
                    Leaking.parked(inner.go("child", () -> own.receive()));
                    ready.send(1);
                    if (joins) {
                        inner.join();
                    }
                    own.receive();
                }
            });
            ready.receive();
            Leaking.parked(owner);
        }
    }

    @Test
    void a_scope_that_was_collected_leaves_nothing_in_the_contexts_above() throws InterruptedException {
        try (var scope = Scope.open().named("contexts").collectAll().detectLeaks()) {
            WeakReference<Context> inner = plantContext(scope);

            Leaking.found("contexts", 1);

            Eventually.becomes(
                    () -> {
                        System.gc();
                        return inner.refersTo(null);
                    },
                    () -> inner.get() + " is collected");
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    private static WeakReference<Context> plantContext(Scope scope) throws InterruptedException {
        Channel<WeakReference<Context>> contexts = Channel.unbuffered();
        Task<?> owner = scope.go(() -> {
            try (var inner = Scope.open()) {
                contexts.send(new WeakReference<>(inner.context()));
                Channel.unbuffered().receive();
            }
        });
        WeakReference<Context> context = Objects.requireNonNull(contexts.receive());
        Leaking.parked(owner);
        return context;
    }

    @Test
    void a_child_whose_owner_can_be_reached_is_found_alone() throws InterruptedException {
        try (var scope = Scope.open().named("outer").detectLeaks()) {
            Task<Throwable> owner = scope.go("owner", () -> {
                try (var inner = Scope.open().named("inner")) {
                    plantReceive(inner);
                    held.receive();
                    throw new AssertionError("nobody sends");
                } catch (InterruptedException told) {
                    return Objects.requireNonNull(told.getCause());
                }
            });
            Waiting.receiversWaitAt(held, 1);

            assertThat(Leaking.found("outer", 1))
                    .extracting(Leak::name)
                    .containsExactly("outer/owner-1/inner/reader-1");

            assertThat(owner.await()).isInstanceOf(DeadlockException.class);
            scope.join();
        }
    }

    @Test
    void one_that_waits_for_something_of_the_jdk_that_cannot_be_reached() throws InterruptedException {
        try (var scope = Scope.open().named("semaphore").collectAll().detectLeaks()) {
            plantSemaphore(scope);

            assertThat(Leaking.found("semaphore", 1).getFirst().waitsIn()).isNull();
            assertThatThrownBy(scope::join)
                    .hasMessageContaining(
                            "waits for ever outside of Sluice, for something that nothing else can reach;");
        }
    }

    private static void plantSemaphore(Scope scope) throws InterruptedException {
        Leaking.parked(scope.go(() -> new Semaphore(0).acquire()));
    }

    @Test
    void in_a_scope_where_deadlocks_are_looked_for_too() throws InterruptedException {
        try (var scope =
                Scope.open().named("both").collectAll().detectDeadlock().detectLeaks()) {
            var sleeper = scope.go(() -> Thread.sleep(java.time.Duration.ofHours(1))); // so that it is no deadlock
            Task<?> leak = plantReceive(scope);

            Leaking.found("both", 1);

            sleeper.cancel();
            assertThatThrownBy(scope::join).isSameAs(leak.failure());
        }
    }

    @Test
    void an_owner_whose_scope_looks_for_deadlocks() throws InterruptedException {
        try (var scope = Scope.open().named("monitored").collectAll().detectLeaks()) {
            Task<?> owner = plantMonitored(scope);

            Leaking.found("monitored", 1);
            assertThatThrownBy(scope::join).isSameAs(owner.failure());
        }
    }

    private static Task<?> plantMonitored(Scope scope) throws InterruptedException {
        return Leaking.parked(scope.go(() -> {
            try (var _ = Scope.open().detectDeadlock();
                    var inner = Scope.open()) {
                inner.external();
                Channel.unbuffered().receive();
            }
        }));
    }
}
