package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.inspect.LeakProfile;
import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
@LeakCheck(deadlocks = false)
class LeakManyTest {
    private static final int MANY = 10_000;

    private final List<Channel<Integer>> held = new ArrayList<>();

    @BeforeAll
    static void rehearse() throws InterruptedException {
        Leaking.rehearse(LeakManyTest::plant);
    }

    private static Task<?> plant(Scope scope) throws InterruptedException {
        return receive(scope, Channel.unbuffered());
    }

    private static Task<?> receive(Scope scope, Channel<Integer> channel) throws InterruptedException {
        return scope.go("reader", () -> channel.receive());
    }

    private static Set<String> namesOfReaders(String scope, int count) {
        var names = new HashSet<String>();
        for (int i = 1; i <= count; i++) {
            names.add(scope + "/reader-" + i);
        }
        return names;
    }

    @Test
    void of_10_000_leaks_each_is_found_once() throws InterruptedException {
        long before = Sluice.leaks().found();
        try (var scope = Scope.open().named("many").collectAll().detectLeaks()) {
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < MANY; i++) {
                tasks.add(plant(scope));
            }
            for (Task<?> each : tasks) {
                Leaking.parked(each);
            }

            assertThat(Leaking.found("many", MANY))
                    .extracting(leak -> leak.name())
                    .containsExactlyInAnyOrderElementsOf(namesOfReaders("many", MANY));

            assertThat(Sluice.leaks().found() - before).isEqualTo(MANY);
            assertThat(tasks).allMatch(each -> each.state() == Task.State.FAILED);
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void of_10_000_that_can_be_reached_none_is_found_until_they_cannot() throws InterruptedException {
        try (var scope = Scope.open().named("control").collectAll().detectLeaks()) {
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < MANY; i++) {
                held.add(Channel.unbuffered());
                tasks.add(receive(scope, held.getLast()));
            }
            for (Task<?> each : tasks) {
                Leaking.parked(each);
            }

            Leaking.none(scope);

            assertThat(tasks).allMatch(each -> each.state() == Task.State.RUNNING);
            held.clear();
            Leaking.found("control", MANY);
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void of_several_that_wait_at_one_channel_all_are_found_or_none() throws InterruptedException {
        try (var scope = Scope.open().named("together").collectAll().detectLeaks()) {
            held.add(Channel.unbuffered());
            for (int i = 0; i < 123; i++) {
                Leaking.parked(receive(scope, held.getFirst()));
            }

            Leaking.none(scope);
            held.getFirst().send(1);
            held.clear();

            Leaking.found("together", 122);
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void the_last_10_000_are_kept_and_all_are_counted() throws InterruptedException {
        long before = Sluice.leaks().found();
        try (var scope = Scope.open().named("kept").collectAll().detectLeaks()) {
            for (int i = 0; i < MANY + 77; i++) {
                plant(scope);
            }
            LeakProfile profile = Sluice.leaks();
            while (profile.found() - before < MANY + 77) {
                profile = Sluice.leaks();
            }

            assertThat(profile.found() - before).isEqualTo(MANY + 77);
            assertThat(profile.leaks()).hasSize(MANY);
            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }
}
