package dev.sluice;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thread that reads a named pipe holds up whoever interrupts it, until there is something to read. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class CancellationOrderTest {
    private static final Path MKFIFO = Path.of("/usr/bin/mkfifo");

    @TempDir
    @SuppressWarnings("NullAway") // JUnit sets it before any test
    Path directory;

    @Test
    void an_interrupt_that_hangs_keeps_no_other_from_ending() throws Exception {
        assumeTrue(Files.isExecutable(MKFIFO), "there is no " + MKFIFO + " to make a named pipe with");
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder(MKFIFO.toString(), pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        var reading = new CountDownLatch(1);
        var mayWrite = new CountDownLatch(1);
        Channel<Integer> never = Channel.unbuffered();

        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var scope = Scope.open()) {
            Task<?> receiver = scope.go("receiver", () -> never.receive());
            Task<?> sleeper = scope.go("sleeper", () -> Thread.sleep(Duration.ofHours(1)));
            Task<?> taker = scope.go("taker", () -> new LinkedBlockingQueue<Integer>().take());
            Task<?> acceptor = scope.go("acceptor", () -> server.accept().close());
            Task<?> reader = scope.go("reader", () -> read(pipe, reading));
            try (var _ = scope.context().onCancel(() -> write(pipe, mayWrite))) {
                var others = List.of(receiver, sleeper, taker, acceptor);
                reading.await();
                for (Task<?> other : others) {
                    Waiting.parks(other.strand().thread());
                }

                scope.cancel();
                for (Task<?> other : others) {
                    Eventually.becomes(() -> other.state() == Task.State.CANCELLED, () -> other + " is cancelled");
                }
                assertThat(reader.state()).as("it hangs on").isEqualTo(Task.State.RUNNING);
                mayWrite.countDown();
                scope.join();

                assertThat(reader.state()).isNotEqualTo(Task.State.RUNNING);
            } finally {
                mayWrite.countDown();
            }
        }
    }

    private static void read(Path pipe, CountDownLatch reading) throws IOException {
        try (var channel = FileChannel.open(pipe, READ, WRITE)) { // so that opening it doesn't wait for the other end
            reading.countDown();
            channel.read(ByteBuffer.allocate(1));
        }
    }

    private static void write(Path pipe, CountDownLatch mayWrite) {
        try (var channel = FileChannel.open(pipe, READ, WRITE)) {
            mayWrite.await();
            channel.write(ByteBuffer.allocate(1));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
