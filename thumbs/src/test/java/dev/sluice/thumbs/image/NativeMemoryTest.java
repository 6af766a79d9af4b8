package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class NativeMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    private final NativeMemory memory = new NativeMemory(10 * MEBIBYTE);

    @Test
    void a_share_that_is_larger_than_all_memory_is_refused() {
        assertThatThrownBy(() -> memory.take(10 * MEBIBYTE + 1))
                .isInstanceOf(ImageException.class)
                .hasMessage("decoding takes 11 MB outside of the heap, expected at most 10 MB, as large as the heap may"
                        + " become; give Java more (-Xmx)");
    }

    @Test
    void a_share_waits_until_another_is_handed_back() throws Exception {
        NativeMemory.Share first = memory.take(6 * MEBIBYTE);
        var second = new CompletableFuture<NativeMemory.Share>();
        Thread taker = Thread.ofPlatform().start(() -> take(second));
        awaitWaiting(taker);
        assertThat(second).isNotDone();

        first.close();

        second.get().close();
        memory.take(10 * MEBIBYTE).close();
    }

    private void take(CompletableFuture<NativeMemory.Share> share) {
        try {
            share.complete(memory.take(6 * MEBIBYTE));
        } catch (ImageException | InterruptedIOException e) {
            share.completeExceptionally(e);
        }
    }

    @Test
    void an_interrupted_wait_holds_nothing() throws Exception {
        NativeMemory.Share first = memory.take(6 * MEBIBYTE);
        var thrown = new AtomicReference<Exception>();
        Thread taker = Thread.ofPlatform().start(() -> {
            try {
                memory.take(6 * MEBIBYTE);
            } catch (ImageException | InterruptedIOException e) {
                thrown.set(e);
            }
        });
        awaitWaiting(taker);

        taker.interrupt();
        taker.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        first.close();
        memory.take(10 * MEBIBYTE).close();
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
