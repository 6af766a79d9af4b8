package dev.sluice.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.Channel;
import dev.sluice.ContextCancelledException;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wait ends when it is interrupted or cancelled, loses nothing, and swallows nothing. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic
class PipeInterruptTest {
    /** Runs code that must be interrupted, or cancelled; returns the exception. An interrupt is kept, and cleared here. */
    private static InterruptedIOException interrupted(CheckedRunnable<IOException> code) {
        var thrown = catchThrowableOfType(InterruptedIOException.class, code::run);
        assertThat(thrown).isNotNull().hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted() || thrown.getCause() instanceof ContextCancelledException)
                .isTrue();
        return thrown;
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "1, 5", "3, 7", "6, 10"})
    void an_interrupted_write_says_how_much_was_taken_and_keeps_the_rest(int capacity, int transferred)
            throws Exception {
        var pipe = PipeTest.upload(capacity);
        byte[] data = PipeTest.bytes(11);

        try (var scope = Scope.open()) {
            Task<InterruptedIOException> writer =
                    scope.go(() -> interrupted(() -> pipe.output().write(data)));
            pipe.input().readNBytes(4);
            Bubble.settle();

            writer.cancel();

            assertThat(writer.await())
                    .hasMessage("interrupted while waiting to write to pipe upload, after %d bytes", transferred)
                    .extracting(e -> e.bytesTransferred)
                    .isEqualTo(transferred);
            scope.go(() -> {
                pipe.output().write(data, transferred, 11 - transferred);
                pipe.output().close();
            });
            byte[] rest = new byte[7];
            System.arraycopy(data, 4, rest, 0, 7);
            assertThat(pipe.input().readAllBytes()).isEqualTo(rest);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void an_interrupted_read_has_taken_nothing(int capacity) throws Exception {
        var pipe = PipeTest.upload(capacity);

        try (var scope = Scope.open()) {
            Task<InterruptedIOException> reader =
                    scope.go(() -> interrupted(() -> pipe.input().read(new byte[3])));
            Bubble.settle();
            reader.cancel();

            assertThat(reader.await())
                    .hasMessage("interrupted while waiting to read from pipe upload, after 0 bytes")
                    .extracting(e -> e.bytesTransferred)
                    .isEqualTo(0);
            scope.go(() -> pipe.output().write(7));
            assertThat(pipe.input().read()).isEqualTo(7);
        }
    }

    @Test
    void an_interrupted_skip_says_how_much_is_gone() throws Exception {
        var pipe = Pipe.buffered(10);
        pipe.output().write(PipeTest.bytes(3));

        try (var scope = Scope.open()) {
            Task<InterruptedIOException> reader =
                    scope.go(() -> interrupted(() -> pipe.input().skip(5)));
            Bubble.settle();
            reader.cancel();

            assertThat(reader.await().bytesTransferred).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void a_writer_that_waits_for_its_turn_is_interrupted_alone(int capacity) throws Exception {
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            Task<?> first = scope.go(() -> pipe.output().write(PipeTest.bytes(11)));
            Bubble.settle();
            Task<InterruptedIOException> second =
                    scope.go(() -> interrupted(() -> pipe.output().write(PipeTest.bytes(11))));
            Task<?> third = scope.go(() -> pipe.output().write(PipeTest.bytes(13)));
            Bubble.settle();

            second.cancel();

            assertThat(second.await().bytesTransferred).isZero();
            assertThat(pipe.input().readNBytes(24)).hasSize(24);
            first.await();
            third.await();
        }
        assertThat(pipe.input().available()).isZero();
    }

    @Test
    void a_reader_that_waits_for_its_turn_is_interrupted_alone() throws Exception {
        var pipe = Pipe.unbuffered();

        try (var scope = Scope.open()) {
            Task<Integer> first = scope.go(() -> pipe.input().read());
            Bubble.settle();
            Task<InterruptedIOException> second =
                    scope.go(() -> interrupted(() -> pipe.input().read()));
            Bubble.settle();
            second.cancel();

            second.await();
            pipe.output().write(3);
            assertThat(first.await()).isEqualTo(3);
        }
    }

    @Test
    void a_thread_that_is_interrupted_before_it_waits_has_done_nothing() throws Exception {
        var pipe = Pipe.buffered(10);
        pipe.output().write(1);

        Thread.currentThread().interrupt();
        assertThat(interrupted(() -> pipe.output().write(2)).bytesTransferred).isZero();
        Thread.currentThread().interrupt();
        assertThat(interrupted(() -> pipe.input().read()).bytesTransferred).isZero();

        assertThat(pipe.input().available()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void an_interrupt_that_comes_with_the_last_byte_comes_too_late(int capacity) throws Exception {
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            Channel<Integer> result = Channel.buffered(1);
            Task<?> writer = scope.go(() -> {
                int transferred = 3;
                try {
                    pipe.output().write(PipeTest.bytes(3));
                } catch (InterruptedIOException e) {
                    transferred = e.bytesTransferred;
                    assertThat(transferred).isLessThan(3);
                }
                result.offer(transferred);
                pipe.output().close();
            });
            scope.go(writer::cancel);

            assertThat(pipe.input().readAllBytes()).hasSize(result.receive());
        }
    }

    @Test
    void a_deadline_ends_a_write_without_a_reader() throws Exception {
        var pipe = Pipe.unbuffered();

        try (var scope = Scope.open().deadline(Duration.ofMillis(50))) {
            scope.go(() -> pipe.output().write(1));

            assertThatThrownBy(scope::join).isInstanceOf(DeadlineExceededException.class);
        }
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(50));
        assertThat(pipe.input().available()).isZero();
    }

    @Test
    void the_owner_of_a_cancelled_scope_is_told_without_its_interrupt_flag() throws Exception {
        var pipe = Pipe.unbuffered();

        try (var scope = Scope.open()) {
            scope.go(() -> {
                throw new IOException("disk full");
            });

            assertThatThrownBy(() -> pipe.input().read())
                    .isInstanceOf(InterruptedIOException.class)
                    .hasRootCauseMessage("disk full");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThatThrownBy(() -> Channel.unbuffered().receive()).isInstanceOf(InterruptedException.class);
            assertThatThrownBy(() -> scope.join(IOException.class)).hasMessage("disk full");
        }
    }

    @Test
    void an_interrupt_leaves_a_channel_open_and_its_position_true() throws Exception {
        var pipe = Pipe.unbuffered();
        var data = ByteBuffer.wrap(PipeTest.bytes(11));

        try (var scope = Scope.open()) {
            Task<InterruptedIOException> writer =
                    scope.go(() -> interrupted(() -> pipe.output().channel().write(data)));
            pipe.input().readNBytes(4);
            Bubble.settle();
            writer.cancel();
            writer.await();
        }

        assertThat(data.position()).isEqualTo(4);
        assertThat(pipe.output().channel().isOpen()).isTrue();
    }
}
