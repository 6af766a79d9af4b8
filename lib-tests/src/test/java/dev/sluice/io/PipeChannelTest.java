package dev.sluice.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ends of a pipe as channels of java.nio. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 50)
class PipeChannelTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1_000})
    void buffers_of_all_kinds_go_through(int capacity) throws Exception {
        byte[] data = PipeTest.bytes(97);
        var pipe = PipeTest.pipe(capacity);
        var direct =
                ByteBuffer.allocateDirect(200).position(31).put(data).flip().position(31);
        var slice = ByteBuffer.wrap(data).slice(13, 71).asReadOnlyBuffer();

        try (var scope = Scope.open()) {
            scope.go(() -> {
                assertThat(pipe.output().channel().write(direct)).isEqualTo(97);
                assertThat(pipe.output().channel().write(slice)).isEqualTo(71);
                assertThat(direct.hasRemaining() || slice.hasRemaining()).isFalse();
                pipe.output().channel().close();
            });
            var onHeap = ByteBuffer.allocate(200).position(5).limit(102);
            var offHeap = ByteBuffer.allocateDirect(100);
            while (onHeap.hasRemaining()) {
                assertThat(pipe.input().channel().read(onHeap)).isPositive();
            }
            while (pipe.input().channel().read(offHeap) >= 0) {
                assertThat(offHeap.position()).isPositive();
            }
            scope.join();

            assertThat(Arrays.copyOfRange(onHeap.array(), 5, 102)).isEqualTo(data);
            assertThat(offHeap.flip()).isEqualTo(ByteBuffer.wrap(data, 13, 71));
        }
    }

    @Test
    void streams_and_channels_are_views_of_the_same_ends() throws Exception {
        var pipe = Pipe.buffered(10);
        pipe.output().write(1);
        pipe.output().channel().write(ByteBuffer.wrap(new byte[] {2}));
        pipe.output().channel().close();

        assertThat(Channels.newInputStream(pipe.input().channel()).readAllBytes())
                .containsExactly(1, 2);
        assertThat(pipe.output().channel().isOpen()).isFalse();
        assertThat(pipe.input().channel().isOpen()).isTrue();
        pipe.input().close();
        assertThat(pipe.input().channel().isOpen()).isFalse();
    }

    @Test
    void a_full_buffer_reads_nothing_and_an_empty_one_writes_nothing() throws Exception {
        var pipe = Pipe.unbuffered();

        assertThat(pipe.input().channel().read(ByteBuffer.allocate(0))).isZero();
        assertThat(pipe.output().channel().write(ByteBuffer.allocate(0))).isZero();
    }

    @Test
    void a_read_only_buffer_cant_be_read_into() {
        assertThatThrownBy(() -> Pipe.unbuffered()
                        .input()
                        .channel()
                        .read(ByteBuffer.allocate(3).asReadOnlyBuffer()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_closed_channel_says_so_as_channels_do() {
        var pipe = Pipe.unbuffered();
        pipe.input().close();
        pipe.output().close();

        assertThatThrownBy(() -> pipe.input().channel().read(ByteBuffer.allocate(0)))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> pipe.output().channel().write(ByteBuffer.allocate(0)))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void a_channel_that_is_closed_during_a_wait_says_so_as_channels_do() throws Exception {
        var reading = Pipe.unbuffered();
        var writing = Pipe.unbuffered();

        try (var scope = Scope.open()) {
            scope.go(() -> assertThatThrownBy(() -> reading.input().channel().read(ByteBuffer.allocate(3)))
                    .isInstanceOf(AsynchronousCloseException.class));
            scope.go(() -> assertThatThrownBy(() -> writing.output().channel().write(ByteBuffer.allocate(3)))
                    .isInstanceOf(AsynchronousCloseException.class));
            Bubble.settle();
            reading.input().channel().close();
            writing.output().channel().close();
            scope.join();
        }
    }

    @Test
    void the_errors_of_the_other_end_come_through() {
        var failed = Pipe.unbuffered();
        failed.output().closeWithError(new IOException("disk full"));
        var left = Pipe.unbuffered();
        left.input().close();

        assertThatThrownBy(() -> failed.input().channel().read(ByteBuffer.allocate(3)))
                .hasRootCauseMessage("disk full");
        assertThatThrownBy(() -> left.output().channel().write(ByteBuffer.allocate(3)))
                .isInstanceOf(PipeClosedException.class);
    }
}
