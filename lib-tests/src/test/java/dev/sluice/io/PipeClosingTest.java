package dev.sluice.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who closes what, when, and what the other end is told. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic
class PipeClosingTest {
    private final IOException diskFull = new IOException("disk full");
    private final IllegalStateException notJson = new IllegalStateException("not JSON");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void the_end_comes_after_all_that_was_written(int capacity) throws Exception {
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            scope.go(() -> {
                pipe.output().write(PipeTest.bytes(5));
                pipe.output().close();
            });

            assertThat(pipe.input().readAllBytes()).isEqualTo(PipeTest.bytes(5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void an_error_comes_after_all_that_was_written(int capacity) throws Exception {
        var pipe = PipeTest.upload(capacity);

        try (var scope = Scope.open()) {
            scope.go(() -> {
                pipe.output().write(PipeTest.bytes(5));
                pipe.output().closeWithError(diskFull);
            });

            assertThat(pipe.input().readNBytes(5)).isEqualTo(PipeTest.bytes(5));
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> pipe.input().read())
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(PipeClosedException.class)
                        .hasMessage("pipe upload was closed with an error: java.io.IOException: disk full")
                        .hasCause(diskFull);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void the_first_close_of_the_writing_end_counts(int capacity) { // pitfall 32
        var pipe = PipeTest.pipe(capacity);

        assertThat(pipe.output().closeWithError(diskFull)).isTrue();
        assertThat(pipe.output().closeWithError(notJson)).isFalse();
        pipe.output().close();

        assertThatThrownBy(() -> pipe.input().read()).hasCause(diskFull);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void an_error_after_a_close_is_too_late(int capacity) throws Exception { // pitfall 32
        var pipe = PipeTest.pipe(capacity);

        pipe.output().close();

        assertThat(pipe.output().closeWithError(diskFull)).isFalse();
        assertThat(pipe.input().read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void the_first_close_of_the_reading_end_counts(int capacity) { // pitfall 32
        var pipe = PipeTest.pipe(capacity);

        assertThat(pipe.input().closeWithError(notJson)).isTrue();
        assertThat(pipe.input().closeWithError(diskFull)).isFalse();
        pipe.input().close();

        assertThatThrownBy(() -> pipe.output().write(1))
                .isInstanceOf(PipeClosedException.class)
                .hasCause(notJson);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void a_reader_that_leaves_fails_the_writer(int capacity) throws Exception { // pitfall 32
        var pipe = PipeTest.upload(capacity);

        try (var scope = Scope.open()) {
            Task<?> writer = scope.go(() -> {
                while (true) {
                    pipe.output().write(PipeTest.bytes(7));
                }
            });
            assertThat(pipe.input().readNBytes(10)).hasSize(10);
            Bubble.settle(); // the writer waits

            pipe.input().close();

            assertThatThrownBy(() -> scope.join(IOException.class))
                    .isInstanceOf(PipeClosedException.class)
                    .hasMessage("the reader of pipe upload has left")
                    .hasNoCause();
            assertThat(writer.state()).isEqualTo(Task.State.FAILED);
        }
        assertThatThrownBy(() -> pipe.output().write(new byte[0])).isInstanceOf(PipeClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void a_reader_that_leaves_with_an_error_tells_it_to_the_writer(int capacity) throws Exception { // pitfall 32
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            scope.go(() -> assertThatThrownBy(() -> pipe.output().write(PipeTest.bytes(1_000)))
                    .isInstanceOf(PipeClosedException.class)
                    .hasCause(notJson));
            pipe.input().read();
            pipe.input().closeWithError(notJson);
            scope.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void a_reader_that_waits_sees_the_close_of_the_writing_end(int capacity) throws Exception {
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            Task<Integer> reader = scope.go(() -> pipe.input().read());
            Task<Integer> next = scope.go(() -> pipe.input().read());
            Bubble.settle();

            pipe.output().close();

            assertThat(reader.await()).isEqualTo(-1);
            assertThat(next.await()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void closing_ones_own_end_ends_the_waits_there(int capacity) throws Exception {
        var pipe = PipeTest.upload(capacity);

        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> assertThatThrownBy(() -> pipe.input().read())
                        .isInstanceOf(PipeClosedException.class)
                        .hasMessage("the reading end of pipe upload is closed"));
            }
            pipe.input().close();
            scope.join();
        }
        assertThatThrownBy(() -> pipe.input().available()).isInstanceOf(PipeClosedException.class);
        assertThatThrownBy(() -> pipe.input().skip(1)).isInstanceOf(PipeClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void closing_the_writing_end_cuts_off_a_write_that_waits(int capacity) throws Exception {
        var pipe = PipeTest.upload(capacity);

        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> assertThatThrownBy(() -> pipe.output().write(PipeTest.bytes(11)))
                        .isInstanceOf(PipeClosedException.class)
                        .hasMessage("the writing end of pipe upload is closed"));
            }
            Bubble.settle();
            pipe.output().close();

            assertThat(pipe.input().readAllBytes()).hasSize(capacity);
            scope.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void a_write_that_returns_was_read_or_is_in_the_buffer_whichever_end_is_closed(int capacity) throws Exception {
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            Task<Integer> written = scope.go(() -> {
                int count = 0;
                try {
                    for (; count < 23; count++) {
                        pipe.output().write(count);
                    }
                    pipe.output().close();
                } catch (PipeClosedException _) {
                    // The close came first.
                }
                return count;
            });
            scope.go(pipe.output()::close);
            int read = pipe.input().readAllBytes().length;

            assertThat(read).isEqualTo(written.await());
        }
    }
}
