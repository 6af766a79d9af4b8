package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Deterministic;
import java.io.InterruptedIOException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A wait that was cancelled, and then gets what it has waited for, under many schedules: it throws, and takes nothing. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@Deterministic(seeds = 200)
@NullUnmarked
class GivenUpFirstScheduleTest {
    static Stream<Named<Supplier<WaitWithRoom>>> waits() {
        return WaitWithRoom.all();
    }

    @ParameterizedTest
    @MethodSource("waits")
    void cancelled_before_there_was_room_it_throws_and_takes_nothing(Supplier<WaitWithRoom> waits) throws Exception {
        WaitWithRoom wait = waits.get();
        try (var scope = Scope.open()) {
            var thrown = new Throwable[1];
            Task<?> waiting = scope.go(() -> {
                thrown[0] = wait.thrown();
            });

            waiting.cancel();
            wait.makeRoom();
            scope.join();

            Throwable cancellation = thrown[0] instanceof InterruptedIOException ? thrown[0].getCause() : thrown[0];
            assertThat(cancellation).isInstanceOf(ContextCancelledException.class);
            assertThat(wait.isUntouched()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("waits")
    void cancelled_before_there_was_room_it_leaves_that_to_another(Supplier<WaitWithRoom> waits) throws Exception {
        WaitWithRoom wait = waits.get();
        try (var scope = Scope.open()) {
            Task<?> one = scope.go(wait::thrown);
            Task<Throwable> other = scope.go(wait::thrown);

            one.cancel();
            wait.makeRoom();

            assertThat(other.await()).isNull();
            scope.join();
        }
    }
}
